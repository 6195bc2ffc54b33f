using System.Text;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Tests.Saml.Signatures;
using RunBroker.Protocol.Tests.Saml.Xml;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class MetadataMutationTests
{
    private static readonly MetadataAsk Pinned = new() { EntityId = EntityId, Signers = [Signed.Trusted] };

    private static readonly string[] Pieces =
    [
        "<", ">", "\"", "&#0;", "&amp;", "<!--", "-->", "<![CDATA[", "]]>", " xmlns=\"\"", "ID=\"_m1\"", "<ds:Signature/>", "\0", "\uFFFF",
        "{", "</md:EntityDescriptor>",
    ];

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [Spec("S-011"), Spec("S-122")]
    public void Whatever_is_done_to_a_signed_document_it_is_refused_or_says_what_was_signed(ulong seed)
    {
        var random = new RandomXml(seed);
        var xml = Encoding.UTF8.GetBytes(IdpMetadataSignatureTests.Sign(Good, Signed.Key));
        var wanted = Taken(IdpMetadataDocument.Read(xml, Pinned, Now));
        for (var i = 0; i < 1000; i++)
        {
            var mutated = Mutate(xml, random);
            if (IdpMetadataDocument.Read(mutated, Pinned, Now) is MetadataResult.Read(var read))
            {
                Assert.Equal((wanted.EntityId, true), (read.EntityId, read.SignatureVerified));
                Assert.IsType<MetadataChange.Unchanged>(MetadataChange.Between(wanted, read, MetadataOrigin.Elsewhere));
            }

            // Unsigned it may say anything at all, but it says it without an exception.
            Assert.NotNull(IdpMetadataDocument.Read(mutated, new(), Now));
        }
    }

    private static byte[] Mutate(byte[] xml, RandomXml random)
    {
        var text = new List<byte>(xml);
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(5))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text.RemoveRange(at, Math.Min(1 + random.Next(60), text.Count - at - 1));
                    break;
                case 2:
                    text.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    text.InsertRange(at, text.GetRange(random.Next(text.Count - 200), 1 + random.Next(200)));
                    break;
                default:
                    text[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. text];
    }
}
