namespace RunBroker.TestIdps;

public enum CookieSameSite { None, Lax, Strict }

/// <summary>A cookie as the jar keeps it. <see cref="Host"/> without a port: ports share cookies (RFC 6265 section 8.5).</summary>
public sealed record TestCookie(string Name, string Value, string Host, bool HostOnly, string Path)
{
    public bool Secure { get; init; }
    public bool HttpOnly { get; init; }
    public CookieSameSite SameSite { get; init; } = CookieSameSite.Lax;
    /// <summary>Null: until the browser closes.</summary>
    public DateTimeOffset? Expires { get; init; }
    /// <summary>The header it came in, for asserting attributes.</summary>
    public string SetBy { get; init; } = "";
}
