using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>
/// Signature wrapping in every arrangement that dice can find: a copy of a signed part says "victim" and stands where readers look, the
/// original stands where verifiers find it (S-014, S-022, S-024).
/// </summary>
internal static class Wrapping
{
    public static void By(Scene scene)
    {
        var dice = scene.Dice;
        if (scene.Any(dice.OneIn(3) ? "Response" : "Assertion") is not { } original)
            return;
        var evil = (XmlElement)original.CloneNode(deep: true);
        if (dice.OneIn(2) && evil.SelectSingleNode(".//*[local-name()='Signature']") is { } signature)
            TreeMutations.Remove(signature);
        foreach (var value in evil.SelectNodes(".//*[local-name()='NameID' or local-name()='AttributeValue']")!.Cast<XmlElement>())
            value.InnerText = "victim";
        if (dice.Below(3) is > 0 and var other)
            evil.SetAttribute("ID", other == 1 ? "_evil" : "");

        var isRoot = original == scene.Root;
        if (isRoot)
            scene.Document.ReplaceChild(evil, original);
        else
            original.ParentNode!.ReplaceChild(evil, original);
        switch (dice.Below(5))
        {
            case 0:
                scene.Put(original, evil);
                break;
            case 1 when evil.SelectSingleNode(".//*[local-name()='Signature']") is XmlElement inside:
                Into(scene, inside, "ds:Object", SamlUris.Dsig, original);
                break;
            case 2:
                Into(scene, scene.Root, "samlp:Extensions", SamlUris.Protocol, original);
                break;
            case 3 when !isRoot:
                evil.ParentNode!.InsertBefore(original, dice.OneIn(2) ? evil : evil.NextSibling);
                break;
            default:
                scene.Put(original, scene.AnyElement);
                break;
        }
    }

    private static void Into(Scene scene, XmlElement parent, string name, string uri, XmlElement original)
    {
        var wrapper = scene.Document.CreateElement(name, uri);
        wrapper.AppendChild(original);
        scene.Put(wrapper, parent);
    }
}
