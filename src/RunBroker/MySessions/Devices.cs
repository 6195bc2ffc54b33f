using RunBroker.Pages;

namespace RunBroker.MySessions;

/// <summary>
/// A browser and its system by name, read from the user agent that it sent at sign-in. Anybody can send anything, so only names of these
/// tables are ever shown; it helps a person to recognise their own, and nothing is decided by it.
/// </summary>
internal static class Devices
{
    // The first row that is found counts: nearly all of them call themselves Safari, and most of them Chrome.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("OPiOS/", "Opera"), ("Opera", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Chromium/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Macintosh", "macOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static Device Read(string? userAgent) =>
        userAgent is null ? Device.Unknown : new(Named(Browsers, userAgent), Named(Systems, userAgent));

    private static string? Named((string Mark, string Name)[] table, string userAgent) =>
        Array.Find(table, row => userAgent.Contains(row.Mark, StringComparison.Ordinal)).Name;
}
