namespace Peregrine;

/// <summary>A call that is about to be tried again.</summary>
/// <param name="Method">The path of the method, such as <c>/greet.Greeter/SayHello</c>.</param>
/// <param name="Number">Which retry: 1 for the first, the second attempt in all.</param>
/// <param name="Failure">How the attempt before it ended.</param>
public readonly record struct RetryAttempt(string Method, int Number, Status Failure);
