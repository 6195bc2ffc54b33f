using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>Files of tests/vectors/xml.</summary>
internal static class XmlVectors
{
    private static readonly string Root = Find();

    public static string[] In(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Root, folder)).Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];

    public static byte[] Octets(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static string Text(string path) => Encoding.UTF8.GetString(Octets(path));

    public static Element Read(string path) => Parse(Text(path));

    public static Element Parse(string xml) => Assert.IsType<XmlResult.Read>(SafeXml.Read(Encoding.UTF8.GetBytes(xml), XmlBounds.Message)).Root;

    private static string Find()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "RunBroker.sln")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("RunBroker.sln is in no folder above the tests.");
        return Path.Combine(root, "tests", "vectors", "xml");
    }
}
