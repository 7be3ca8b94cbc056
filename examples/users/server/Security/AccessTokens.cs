using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Users.Server.Security;

/// <summary>
/// Tokens (JWT) that say who somebody is and what roles it has, signed with a key that only this server has. Where an identity provider gives tokens out,
/// its public key takes the place of ours.
/// </summary>
public sealed class AccessTokens
{
    private const string Issuer = "peregrine-users";
    private const string Audience = "users";

    private readonly JsonWebTokenHandler _handler = new();
    private readonly SymmetricSecurityKey _key;

    /// <summary>Tokens signed with a key of at least 32 bytes.</summary>
    public AccessTokens(byte[] key) => _key = new SymmetricSecurityKey(key);

    /// <summary>Gives a token out. A negative lifetime makes one that has expired.</summary>
    public string Issue(string name, IEnumerable<string> roles, TimeSpan lifetime)
    {
        DateTime now = DateTime.UtcNow;
        DateTime begin = lifetime > TimeSpan.Zero ? now : now + 2 * lifetime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = begin,
            NotBefore = begin,
            Expires = now + lifetime,
            Subject = new ClaimsIdentity([new Claim("sub", name), .. roles.Select(role => new Claim("role", role))]),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Who a token is of; null when it is not one of ours, was changed, or is no longer good.</summary>
    public Caller? Check(string token)
    {
        TokenValidationResult result = Validate(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = _key,
            // No other algorithm, and not "none" either: the sender does not choose how it is checked.
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
        });
        if (!result.IsValid)
            return null;
        return new Caller(
            result.ClaimsIdentity.FindFirst("sub")?.Value ?? "",
            [.. result.ClaimsIdentity.FindAll("role").Select(claim => claim.Value)]);
    }

    private TokenValidationResult Validate(string token, TokenValidationParameters parameters)
    {
        try
        {
            return _handler.ValidateToken(token, parameters);
        }
        catch (ArgumentException unreadable)
        {
            // What is not even built like a token is not a result but an exception of this library.
            return new TokenValidationResult { IsValid = false, Exception = unreadable };
        }
    }
}
