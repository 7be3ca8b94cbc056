namespace System.Runtime.CompilerServices;

// netstandard2.0 lacks the type that the compiler asks for behind `init`.
internal static class IsExternalInit;
