using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Http.Json;

namespace RunBroker.Check;

/// <summary>The request that a message is held against: what nobody says is not checked, and never taken for right.</summary>
internal sealed record AsIf
{
    public static AsIf Nothing { get; } = new();

    /// <summary>The ID of our SAML request.</summary>
    public string? InResponseTo { get; init; }
    public string? Nonce { get; init; }
    public string? State { get; init; }
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>sin_…, or a case id: what its request asked for counts.</summary>
    public string? SignIn { get; init; }
    public bool ForceAuthn { get; init; }
    public int? MaxAge { get; init; }
    public string? Prompt { get; init; }
    public ImmutableArray<string> AuthnContexts { get; init; } = [];
}

/// <summary>What is to be checked, as it was sent.</summary>
/// <param name="At">Null: now; of a recording, when each message was sent.</param>
internal sealed record CheckAsk(string Input, CheckKind? Kind, DateTimeOffset? At, AsIf AsIf)
{
    private const int LongestId = 1024;
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static AdminResult<CheckAsk> Read(JsonObject sent)
    {
        var errors = new FieldErrors();
        var read = new FieldReader(sent, errors);
        var input = Message(read);
        var kind = read.Word("kind", CheckKinds.All, required: false);
        var at = Time(read, "at");
        var asIf = AsIf.Nothing;
        if (read.Inner("as_if") is { } given)
        {
            asIf = new()
            {
                InResponseTo = given.Text("in_response_to", LongestId),
                Nonce = given.Text("nonce", LongestId),
                State = given.Text("state", 2 * LongestId),
                RequestedAt = Time(given, "requested_at"),
                SignIn = given.Text("sign_in", 100),
            };
            given.RefuseUnknown();
        }

        read.RefuseUnknown();
        return errors.Any ? Problem.Invalid(errors) : new CheckAsk(input!, kind, at, asIf);
    }

    // Lines and blanks are a part of what people paste, so it is no text as other members are.
    private static string? Message(FieldReader read)
    {
        if (read.Any("input") is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            return value.GetValue<string>();
        read.Complain("input", read.Any("input") is null ? "is required" : "must be a string");
        return null;
    }

    private static DateTimeOffset? Time(FieldReader read, string name)
    {
        if (read.Text(name, 40) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            && text.Contains('T', StringComparison.Ordinal) && at >= First && at < Last)
            return at;
        read.Complain(name, "must be a time such as 2026-11-21T12:00:00Z, from 2000 to 2099");
        return null;
    }
}
