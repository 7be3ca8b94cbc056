using System.Globalization;
using System.Net.Mail;
using Users.Store;
using Users.V1;

namespace Users.Server.Services;

/// <summary>What requests must fulfil. Each check adds to a list, so that a caller learns of all its mistakes at once.</summary>
internal static class Validation
{
    /// <summary>The longest name and address.</summary>
    public const int LongestText = 200;

    /// <summary>Reads an id; a text that cannot be one is the id of nobody.</summary>
    public static long Id(string id, string field = "id")
    {
        if (id.Length == 0)
            Refusal.ThrowIfAny([(field, "is missing")]);
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw Refusal.NotFound();
    }

    /// <summary>Reads a user that is to be created.</summary>
    public static NewAccount NewUser(string name, string email, UserStatus status)
    {
        var violations = new List<(string Field, string Problem)>();
        CheckName(name, "name", violations);
        CheckEmail(email, "email", violations);
        CheckStatus(status, "status", violations);
        Refusal.ThrowIfAny(violations);
        return new NewAccount(name, Normalize(email), status == UserStatus.Unspecified ? AccountStatus.Active : (AccountStatus)status);
    }

    /// <summary>A name must be there.</summary>
    public static void CheckName(string name, string field, List<(string Field, string Problem)> violations)
    {
        if (string.IsNullOrWhiteSpace(name))
            violations.Add((field, "is missing"));
        else if (name.Length > LongestText)
            violations.Add((field, $"is longer than {LongestText} characters"));
    }

    /// <summary>An address must look like one.</summary>
    public static void CheckEmail(string email, string field, List<(string Field, string Problem)> violations)
    {
        if (email.Length > LongestText || !MailAddress.TryCreate(email, out MailAddress? address) || address.Address != email.Trim())
            violations.Add((field, "is no email address"));
    }

    /// <summary>A status must be one of those that this server knows: enums are open.</summary>
    public static void CheckStatus(UserStatus status, string field, List<(string Field, string Problem)> violations)
    {
        if (!Enum.IsDefined(status))
            violations.Add((field, $"{(int)status} is no status"));
    }

    /// <summary>The filter of a list; null for all.</summary>
    public static AccountStatus? Filter(UserStatus status)
    {
        var violations = new List<(string Field, string Problem)>();
        CheckStatus(status, "status", violations);
        Refusal.ThrowIfAny(violations);
        return status == UserStatus.Unspecified ? null : (AccountStatus)status;
    }

    /// <summary>The form in which addresses are compared.</summary>
    public static string Normalize(string email) => email.Trim().ToLowerInvariant();
}
