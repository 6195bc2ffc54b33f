using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// Attributes of a verified assertion: any Name, any NameFormat, with or without xsi:type, in any number of statements (S-055). What
/// cannot be read as text is passed over and said, since the text of nested elements strung together is nobody's value (S-056).
/// </summary>
internal static class AttributeReader
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    public static ImmutableArray<SamlAttribute> Read(Reading reading, Element assertion, ImmutableArray<string>.Builder notes)
    {
        var attributes = ImmutableArray.CreateBuilder<SamlAttribute>();
        foreach (var element in assertion.Named(SamlNames.Assertion, "AttributeStatement").SelectMany(static s => s.Elements))
        {
            if (element.Is(SamlNames.Assertion, "Attribute") && element["Name"] is { Length: > 0 } name)
                attributes.Add(new(name, element["NameFormat"], element["FriendlyName"], Values(reading, element, name, notes)));
            else
                notes.Add(OutsideText.Shown($"An attribute without a name, or encrypted, was passed over: {element.LocalName}.")!);
        }

        return attributes.ToImmutable();
    }

    private static ImmutableArray<string> Values(Reading reading, Element attribute, string name, ImmutableArray<string>.Builder notes)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        foreach (var value in attribute.Named(SamlNames.Assertion, "AttributeValue"))
        {
            if (value.Elements.Any())
                notes.Add(OutsideText.Shown($"A value of {OutsideText.Shown(name)} has elements inside and was passed over.")!);
            // Nil is no value; empty is one (SAMLCore-2.7.3.1.1).
            else if (!IsNil(value) && reading.Text(value) is { } text)
                values.Add(text);
        }

        return values.ToImmutable();
    }

    private static bool IsNil(Element value) =>
        value.Attributes.Any(static a => a is { NamespaceUri: Xsi, LocalName: "nil" } && a.Value.Trim() is "true" or "1");
}
