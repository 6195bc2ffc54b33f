using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

public sealed class MetadataFuzzTests
{
    private static readonly ImmutableArray<byte[]> Shapes = [.. Files().Select(static f => Encoding.UTF8.GetBytes(File.ReadAllText(f)))];
    private static readonly ImmutableArray<Sample> Signed = [.. Enumerable.Range(0, 4).Select(MakeSigned)];

    private static MetadataAsk Pinned => new() { Signers = Corpus.Of.Trust.Keys };

    [Fact, Spec("S-011"), Spec("S-120"), Spec("S-124")]
    public void Metadata_that_was_changed_is_read_or_refused()
    {
        Assert.NotEmpty(Shapes);
        FuzzRun.Of(1000, static dice =>
        {
            var mutant = Mutant.Of(dice.Of(Shapes), dice.Of(Shapes), dice);
            return new(mutant.Octets, mutant.How, () => IdpMetadataDocument.Read(mutant.Octets, new(), Corpus.Now).GetType().Name);
        });
    }

    [Fact, Spec("S-121"), Spec("S-122")]
    public void Signed_metadata_that_was_changed_is_refused_or_says_what_was_signed() => FuzzRun.Of(1000, static dice =>
    {
        var (good, other) = (dice.Of(Signed), dice.Of(Signed));
        var mutant = Mutant.Of(good.Xml, other.Xml, dice);
        return new(mutant.Octets, $"{good.Name} with {other.Name}: {mutant.How}", () =>
        {
            if (Read(mutant.Octets) is not { } read)
                return "refused";
            Assert.Contains(read, new[] { good.Identity, other.Identity });
            return "read";
        });
    });

    private static string? Read(byte[] xml)
    {
        if (IdpMetadataDocument.Read(xml, Pinned, Corpus.Now) is not MetadataResult.Read { Metadata: var m })
            return null;
        Assert.True(m.SignatureVerified);
        return string.Join('\n', [m.EntityId, $"{m.ValidUntil:O}", $"{m.WantAuthnRequestsSigned}", .. m.SsoEndpoints.Select(static e => $"{e}"),
            .. m.SloEndpoints.Select(static e => $"{e}"), .. m.SigningCertificates.Select(static c => Convert.ToBase64String(c.Span))]);
    }

    private static Sample MakeSigned(int i)
    {
        var corpus = Corpus.Of;
        var signer = i == 3 ? corpus.Attacker : corpus.Rsa;
        var document = TestXml.Parse($"""
            <md:EntityDescriptor xmlns:md="{SamlUris.Metadata}" ID="_md{i}" entityID="https://idp{i}.example" validUntil="2026-06-01T00:00:00Z">
              <md:IDPSSODescriptor protocolSupportEnumeration="{SamlUris.Protocol}">
                <md:KeyDescriptor><ds:KeyInfo xmlns:ds="{SamlUris.Dsig}"><ds:X509Data><ds:X509Certificate>{corpus.Rsa.Base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
                <md:SingleSignOnService Binding="{SamlUris.Redirect}" Location="https://idp{i}.example/sso"/>
              </md:IDPSSODescriptor>
            </md:EntityDescriptor>
            """);
        TestXmlSigner.Sign(TestXml.Root(document), signer, new());
        var xml = Encoding.UTF8.GetBytes(document.OuterXml);
        var identity = Read(xml);
        Assert.Equal(i == 3, identity is null);
        return new($"signed {i}", xml, identity);
    }

    private static string[] Files()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "RunBroker.sln")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("RunBroker.sln is in no folder above the tests.");
        var folder = Path.Combine(root, "tests", "RunBroker.Protocol.Tests", "Saml", "Metadata", "Fixtures");
        return [.. Directory.GetFiles(folder, "metadata.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
