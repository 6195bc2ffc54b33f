namespace RunBroker.Demo.Apps;

/// <summary>
/// Where an app's <c>/sso?targetUrl=</c> may lead: a path of the app itself (AU-17). With anything else the link would be an open
/// redirector with the app's good name on it.
/// </summary>
internal static class LocalTarget
{
    /// <summary>Refused: absolute and scheme-relative URLs, in every spelling that browsers take for one (<c>/\host</c>, tabs within).</summary>
    public static bool Allows(string target) =>
        target is ['/', ..] and not ['/', '/' or '\\', ..] && !target.Any(c => char.IsControl(c) || c == '\\') && target.Length <= 1024;
}
