using System.Collections.Immutable;
using System.Xml;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>
/// S-022 to S-024: signature wrapping. The signature stays true, over content that somebody moved; what would be read is forged. The
/// first eight are those of "On Breaking SAML" (Somorovsky and others, 2012).
/// </summary>
internal static class HostileWrapping
{
    public static ImmutableArray<HostileMessage> All { get; } =
    [
        Whole("xsw-1", "HiddenAssertion", "A forged response around its signature, which holds the signed response.",
            (d, original) => Signature(Response(d)).AppendChild(original)),
        Whole("xsw-2", "HiddenAssertion", "A forged response; the signed one stands before its signature.",
            (d, original) => Response(d).InsertBefore(original, Signature(Response(d)))),
        Part("xsw-3", "NotOneAssertion", "A forged assertion before the signed one.",
            d => Response(d).InsertBefore(Forged(Assertion(d)), Assertion(d))),
        Part("xsw-4", "HiddenAssertion", "A forged assertion around the signed one.", d =>
        {
            var signed = Assertion(d);
            var forged = Forged(signed);
            Response(d).ReplaceChild(forged, signed);
            forged.AppendChild(signed);
        }),
        Part("xsw-5", "NotOneAssertion", "A forged assertion with the signature; the signed one without it at the end.", d =>
        {
            var (signed, original) = (Assertion(d), Assertion(d).WithoutSignature());
            signed.SetAttribute("ID", "_forged");
            TestXml.One(signed, "NameID").InnerText = HostileGround.Victim;
            Response(d).AppendChild(original);
        }),
        Part("xsw-6", "HiddenAssertion", "A forged assertion with the signature, which holds the signed assertion.",
            d => ForgeAround(d, (signature, original) => signature.AppendChild(original))),
        Part("xsw-7", "HiddenAssertion", "A forged assertion in Extensions, found first by whoever searches the document.",
            d => Extensions(d).AppendChild(Forged(Assertion(d)))),
        Part("xsw-8", "HiddenAssertion", "A forged assertion with the signature; the signed one in an Object of it.",
            d => ForgeAround(d, (signature, original) =>
        {
            var holder = Ds(d, "Object");
            signature.AppendChild(holder);
            holder.AppendChild(original);
        })),
        Part("xsw-key-info", "HiddenAssertion", "As XSW8, with the signed assertion in KeyInfo.",
            d => ForgeAround(d, (signature, original) => TestXml.One(signature, "KeyInfo").AppendChild(original))),
        Part("xsw-signed-info", "HiddenAssertion", "The signed assertion inside SignedInfo.",
            d => ForgeAround(d, (signature, original) => TestXml.One(signature, "SignedInfo").AppendChild(original))),
        Part("xsw-advice", "HiddenAssertion", "The signed assertion in Advice of the forged one, which has the signature.",
            d => ForgeAround(d, (signature, original) => Advice((XmlElement)signature.ParentNode!).AppendChild(original))),
        Part("xsw-extensions", "HiddenAssertion", "The signed assertion in Extensions, the forged one with its signature in its place.",
            d => ForgeAround(d, (_, original) => Extensions(d).AppendChild(original))),
        Part("xsw-status-detail", "HiddenAssertion", "The signed assertion in StatusDetail.",
            d => ForgeAround(d, (_, original) => StatusDetail(d).AppendChild(original))),
        Part("xsw-attribute-value", "HiddenAssertion", "The signed assertion in an attribute value of the forged one.",
            d => ForgeAround(d, (signature, original) => TestXml.One(signature.ParentNode!, "AttributeValue").AppendChild(original))),
        Part("xsw-confirmation", "HiddenAssertion", "The signed assertion in SubjectConfirmationData of the forged one.",
            d => ForgeAround(d, (signature, original) =>
                TestXml.One(signature.ParentNode!, "SubjectConfirmationData").AppendChild(original))),
        Part("xsw-swapped", "NotOneAssertion", "The signed assertion first, a forged one without signature last.",
            d => Response(d).AppendChild(Forged(Assertion(d)))),
        Part("xsw-detached", "MisplacedSignature", "A forged assertion; the signed one's signature stands in the response.", d =>
        {
            var signed = Assertion(d);
            var signature = Signature(signed).Take();
            Response(d).ReplaceChild(Forged(signed), signed);
            StatusDetail(d).AppendChild(signature);
        }),
        Whole("xsw-whole-extensions", "HiddenAssertion", "The signed response in Extensions of the forged one.",
            (d, original) => Extensions(d).AppendChild(original)),
        Whole("xsw-whole-object", "HiddenAssertion", "The signed response in an Object of its signature.", (d, original) =>
        {
            var holder = Ds(d, "Object");
            Signature(Response(d)).AppendChild(holder);
            holder.AppendChild(original);
        }),
        Whole("xsw-whole-key-info", "HiddenAssertion", "The signed response in KeyInfo.",
            (d, original) => TestXml.One(Signature(Response(d)), "KeyInfo").AppendChild(original)),
        Whole("xsw-whole-status-detail", "HiddenAssertion", "The signed response in StatusDetail.",
            (d, original) => StatusDetail(d).AppendChild(original)),
        Whole("xsw-whole-last", "HiddenAssertion", "The signed response as the last child of the forged one.",
            (d, original) => Response(d).AppendChild(original)),
        Whole("xsw-no-original", "WrongReference", "A forged response under a new ID; the signed one is gone.", (_, _) => { }),

        Part("xsw-same-id", "DuplicateId", "A forged subject confirmation bears the ID of the signed assertion.",
            d => TestXml.One(d, "Status").SetAttribute("ID", Assertion(d).GetAttribute("ID")), "S-024"),
        SameId("id-lower-case", "id", ""),
        SameId("id-mixed-case", "Id", ""),
        SameId("id-assertion-id", "AssertionID", ""),
        SameId("id-other-namespace", "ID", "urn:x"),
        Part("id-xml-id", "DuplicateId", "xml:id with the ID of the signed assertion.",
            d =>
            {
                var id = d.CreateAttribute("xml", "id", "http://www.w3.org/XML/1998/namespace");
                id.Value = Assertion(d).GetAttribute("ID");
                TestXml.One(d, "Status").SetAttributeNode(id);
            }, "S-024"),
        Part("id-shared", "DuplicateId", "Response and assertion have one ID.",
            d => Response(d).SetAttribute("ID", Assertion(d).GetAttribute("ID")), "S-024"),
        Part("id-in-signature", "DuplicateId", "The signature itself has the ID of the signed assertion.",
            d => Signature(Assertion(d)).SetAttribute("Id", Assertion(d).GetAttribute("ID")), "S-024"),
        Part("id-in-extensions", "DuplicateId", "An element of nobody in Extensions has the ID of the signed assertion.",
            d => Extensions(d).AppendChild(TestXml.Element(d, $"<x ID=\"{Assertion(d).GetAttribute("ID")}\"/>")), "S-024"),

        Part("signature-in-response-for-assertion", "WrongReference", "The signature of the assertion stands in the response.",
            d => Response(d).InsertAfter(Signature(Assertion(d)).Take(), TestXml.One(d, "Issuer"))),
        Part("signature-in-extensions", "MisplacedSignature", "A copy of the signature in Extensions.",
            d => Extensions(d).AppendChild(Signature(Assertion(d)).Copy())),
        Part("signature-in-subject", "MisplacedSignature", "The signature in the subject of its assertion.",
            d => TestXml.One(d, "Subject").AppendChild(Signature(Assertion(d)).Take())),
        Part("signature-in-status", "MisplacedSignature", "A copy of the signature in StatusDetail.",
            d => StatusDetail(d).AppendChild(Signature(Assertion(d)).Copy())),
        Part("signature-twice", "MisplacedSignature", "The same signature twice in its assertion.",
            d => Assertion(d).InsertAfter(Signature(Assertion(d)).Copy(), Signature(Assertion(d)))),
        Part("signature-twice-first-broken", "MisplacedSignature", "Two signatures, of which the first is broken.", d =>
        {
            var broken = Signature(Assertion(d)).Copy();
            TestXml.One(broken, "SignatureValue").InnerText = "AAAA";
            Assertion(d).InsertBefore(broken, Signature(Assertion(d)));
        }),
        Part("signature-in-object", "MisplacedSignature", "A true signature inside an Object of a forged one.", d =>
        {
            var signature = Signature(Assertion(d));
            var holder = Ds(d, "Object");
            holder.AppendChild(signature.Copy());
            signature.AppendChild(holder);
        }),
        Part("signed-stranger", "MisplacedSignature",
            "Something else, truly signed, in Extensions beside an assertion that is not signed.", d =>
        {
            var signed = Assertion(d);
            var signature = Signature(signed).Take();
            var stranger = TestXml.Element(d, "<x ID=\"_x\"/>");
            stranger.AppendChild(signature);
            Extensions(d).AppendChild(stranger);
        }),
    ];

    private static HostileMessage Part(string name, string reason, string how, Action<XmlDocument> edit, string attack = "S-022") =>
        After(name, attack, reason, how, edit);

    private static HostileMessage Whole(string name, string reason, string how, Action<XmlDocument, XmlElement> edit) =>
        After(name, "S-022", reason, how, d => edit(d, ForgeWhole(d)), g => g.ResponseSigned);

    private static HostileMessage SameId(string name, string attribute, string ns) => Part(name, "DuplicateId",
        $"An attribute {attribute}{(ns.Length == 0 ? "" : " of another namespace")} elsewhere has the ID of the signed assertion.",
        d =>
        {
            var at = TestXml.One(d, "Status");
            if (ns.Length == 0) at.SetAttribute(attribute, Assertion(d).GetAttribute("ID"));
            else at.SetAttribute(attribute, ns, Assertion(d).GetAttribute("ID"));
        }, "S-024");

    /// <summary>The signed assertion becomes a forged one that keeps the signature; what was signed goes where the attack wants it.</summary>
    private static void ForgeAround(XmlDocument d, Action<XmlElement, XmlElement> place)
    {
        var signed = Assertion(d);
        var original = signed.WithoutSignature();
        signed.SetAttribute("ID", "_forged");
        TestXml.One(signed, "NameID").InnerText = HostileGround.Victim;
        place(Signature(signed), original);
    }
}
