namespace RunBroker.TestIdps;

/// <summary>
/// Faults with a name, for tests that read as sentences: <c>op.BreakOnce(TestOpFaults.NonceWrong)</c>. Those of the ID token are here;
/// the rest in the other parts of this class.
/// </summary>
public static partial class TestOpFaults
{
    /// <summary>Sets a claim of the ID token (null: JSON null).</summary>
    public static TestOpFault Claim(string name, object? value) => IdToken(t => t.Claims[name] = Json(value));
    public static TestOpFault WithoutClaim(string name) => IdToken(t => t.Claims.Remove(name));
    public static TestOpFault IdToken(Action<IdTokenDraft> edit) => new TestOpFault.OfIdToken(edit);

    public static TestOpFault IssuerWrong => Claim("iss", "https://other.example");
    public static TestOpFault IssuerMissing => WithoutClaim("iss");
    public static TestOpFault AudienceOther => Claim("aud", "somebody-else");
    public static TestOpFault AudienceMissing => WithoutClaim("aud");
    /// <summary>Several audiences and the right azp: to be accepted.</summary>
    public static TestOpFault AudienceListWithAzp => Audiences(t => t.Client.Id);
    public static TestOpFault AudienceListWithWrongAzp => Audiences(_ => "somebody-else");
    public static TestOpFault AudienceListWithoutAzp => Audiences(_ => null);
    /// <summary>One audience, ours, but another authorized party.</summary>
    public static TestOpFault AzpWrong => Claim("azp", "somebody-else");
    public static TestOpFault SubjectMissing => WithoutClaim("sub");
    public static TestOpFault SubjectEmpty => Claim("sub", "");
    public static TestOpFault SubjectChanged => Claim("sub", "another-person");
    public static TestOpFault IssuedAtMissing => WithoutClaim("iat");
    public static TestOpFault IssuedInFuture => Time("iat", TimeSpan.FromHours(1));
    public static TestOpFault IssuedLongAgo => Time("iat", TimeSpan.FromDays(-2));
    public static TestOpFault ExpiryMissing => WithoutClaim("exp");
    public static TestOpFault ExpiryPast => Time("exp", TimeSpan.FromHours(-1));
    public static TestOpFault NonceMissing => WithoutClaim("nonce");
    public static TestOpFault NonceWrong => Claim("nonce", "not-the-nonce-sent");
    public static TestOpFault AuthTimeMissing => WithoutClaim("auth_time");
    public static TestOpFault AuthTimeOld => Time("auth_time", TimeSpan.FromDays(-1));
    public static TestOpFault AcrMissing => WithoutClaim("acr");
    public static TestOpFault AcrOther => Claim("acr", "urn:example:other");
    public static TestOpFault AtHashWrong => Claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA");

    private static TestOpFault.OfIdToken Audiences(Func<IdTokenDraft, string?> azp) => new(t =>
    {
        t.Claims["aud"] = Json(new[] { t.Client.Id, "somebody-else" });
        if (azp(t) is { } party) t.Claims["azp"] = party;
    });

    private static TestOpFault Time(string claim, TimeSpan fromNow) =>
        IdToken(t => t.Claims[claim] = (t.Op.Now + fromNow).ToUnixTimeSeconds());

    private static System.Text.Json.Nodes.JsonNode? Json(object? value) => System.Text.Json.JsonSerializer.SerializeToNode(value);
}
