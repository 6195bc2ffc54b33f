using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.TestIdps;

namespace RunBroker.Bench;

/// <summary>A provider that signs with RSA-2048, as nearly all do, and the connection that trusts it.</summary>
internal sealed class Provider : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SamlExpectation expected = SamlExpectation.AnswerTo("_request", Now.AddSeconds(-20), "https://broker.example/federation/saml/1/acs");

    public TestSamlKey Key { get; } = TestSamlKey.OfRsa();

    /// <summary>Ours, as the product makes it.</summary>
    public SpKey Ours { get; } = SpKey.Create("broker.example", Now.AddYears(-1), Now.AddYears(1));

    public SamlTrust Trust => field ??= new()
    {
        IdpEntityId = "https://idp.example/entity",
        SpEntityId = "https://broker.example/federation/saml/1/metadata",
        Keys = [((TrustedKeyResult.Read)TrustedKey.FromCertificate(Key.Der)).Key],
        DecryptionKeys = [Ours],
    };

    /// <summary>With as many attributes as the size takes.</summary>
    public ResponseDraft Draft(int groups) => ResponseDraft.Good(
        new(Trust.IdpEntityId, Trust.SpEntityId, expected.AcsUrl, expected.RequestId), Key, Now) with
    {
        Style = SamlStyle.Okta,
        Attributes =
        [
            new("email", "maria.dasilva@tagoio.example"), new("firstName", "Maria"), new("lastName", "da Silva"),
            new("groups", [.. Enumerable.Range(0, groups).Select(static i => $"RUN application group number {i}")]),
        ],
    };

    public void Accept(string field)
    {
        if (PostBinding.Decode(field) is not DecodedMessage.Decoded { Xml: var xml } || SamlResponse.Validate(xml, Trust, expected, Now) is not SamlResult.Accepted)
            throw new InvalidOperationException("The good message is refused.");
    }

    public void Dispose() => Ours.Dispose();
}
