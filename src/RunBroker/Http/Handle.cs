using System.Security.Cryptography;
using System.Text;
using RunBroker.Storage.Secrets;

namespace RunBroker.Http;

/// <summary>
/// What we give out to be shown again (cookie, code, token): <c>id.secret</c>. The id is time-ordered and finds the row by its primary
/// key, the secret has 256 random bits and is stored as its SHA-256 only (security.md P-003).
/// </summary>
internal sealed record Handle(string Id, string Secret)
{
    public static Handle New(string prefix, DateTimeOffset now) => For(Ids.New(prefix, now));

    public static Handle For(string id) => new(id, RandomToken.Create("", 32));

    /// <summary>Null when it has not the shape; that says nothing about whether it was ever given out.</summary>
    public static Handle? Parse(string? text)
    {
        if (text is null or { Length: > 160 } || text.IndexOf('.', StringComparison.Ordinal) is not (> 0 and < 64 and var dot))
            return null;
        var secret = text[(dot + 1)..];
        return secret.Length >= 32 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? new(text[..dot], secret) : null;
    }

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    public bool Matches(byte[]? hash) => hash is not null && CryptographicOperations.FixedTimeEquals(Hash(), hash);

    public override string ToString() => $"{Id}.{Secret}";
}
