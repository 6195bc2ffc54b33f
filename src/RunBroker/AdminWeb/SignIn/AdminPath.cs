using RunBroker.AdminWeb.Door;

namespace RunBroker.AdminWeb.SignIn;

/// <summary>Where an admin goes after signing in: an admin page of ours, since whoever makes a link must not choose where a signed-in admin lands.</summary>
internal static class AdminPath
{
    private const int Longest = 1000;

    /// <summary>
    /// Null for anything else. A browser resolves dots and backslashes, and their escapes, before it asks: a path in which there are any is not
    /// the page that it looks like.
    /// </summary>
    public static string? Read(string? to)
    {
        if (to is not { Length: < Longest } || to.Any(c => char.IsControl(c) || c == '\\'))
            return null;
        var path = to.Split('?', '#')[0];
        return (path == WebGroup.Root || path.StartsWith(WebGroup.Root + "/", StringComparison.Ordinal))
            && !path.Contains('%', StringComparison.Ordinal) && path[1..].Split('/').All(part => part is not ("" or "." or "..")) ? to : null;
    }
}
