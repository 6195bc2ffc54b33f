using System.Collections.Immutable;

namespace RunBroker.Http;

/// <summary>
/// Every cookie of the broker (security.md O-107): all <c>__Host-</c>, Secure, Path=/, and all but one HttpOnly. Chromium and Firefox take Secure
/// cookies on http loopback as they do on https, so development uses the same names as production.
/// </summary>
internal static class Cookies
{
    /// <summary>The SSO sessions of this browser: <c>id.secret</c> entries joined by <c>~</c>, newest first.</summary>
    public const string Sessions = "__Host-rb_sso";

    /// <summary>The same sessions for requests out of frames; other secrets, so that it never stands in for the one above.</summary>
    public const string FrameSessions = "__Host-rb_frame";

    /// <summary>
    /// One value for each of these sessions, joined by <c>~</c>, for the script of the check-session frame (O-105): the only cookie that a
    /// script may read. Nobody's identity, worth nothing to us, and gone with the session.
    /// </summary>
    public const string States = "__Host-rb_state";

    /// <summary>The connection used last: "Login with SSO" (CO-06). A hint, never a proof.</summary>
    public const string LastConnection = "__Host-rb_last";

    /// <summary>One per sign-in under way: <c>__Host-rb_si_</c> and the sign-in's id, the value is the browser's secret.</summary>
    public const string SignInPrefix = "__Host-rb_si_";

    /// <summary>The double-submit value of the sign-out form; of this browser session only.</summary>
    public const string Form = "__Host-rb_form";

    /// <summary>The sign-outs that this browser is being led through: <c>id.secret</c> entries, newest first.</summary>
    public const string SignOuts = "__Host-rb_so";

    /// <summary>The admin pages open in this browser: <c>id.secret</c>.</summary>
    public const string Admin = "__Host-rb_admin";

    /// <summary>An admin's way through a sign-in: a secret, and where to go after it.</summary>
    public const string AdminSignIn = "__Host-rb_admin_in";

    /// <summary>A sign-in that an admin tries: a secret, and of which app.</summary>
    public const string Trial = "__Host-rb_try";

    /// <summary>The setup links open in this browser: <c>id.secret</c> entries, newest first.</summary>
    public const string Setup = "__Host-rb_setup";

    /// <summary>The tests that this browser has opened, whose results it may see: <c>id.secret</c> entries, newest first.</summary>
    public const string Tests = "__Host-rb_test";

    private const char Separator = '~';

    public static ImmutableArray<Handle> ReadHandles(HttpContext http, string name)
    {
        if (http.Request.Cookies[name] is not { Length: > 0 and <= 2048 } value)
            return [];
        return [.. value.Split(Separator, Limits.SessionsPerBrowser + 1).Take(Limits.SessionsPerBrowser).Select(Handle.Parse).OfType<Handle>()];
    }

    public static void WriteHandles(HttpContext http, string name, ImmutableArray<Handle> handles, DateTimeOffset until)
    {
        var sameSite = name == FrameSessions ? SameSiteMode.None : SameSiteMode.Lax;
        if (handles.IsEmpty)
            Delete(http, name, sameSite);
        else
            http.Response.Cookies.Append(name, string.Join(Separator, handles.Take(Limits.SessionsPerBrowser)), Options(sameSite, until));
    }

    /// <summary>
    /// Whether this browser has a session of anybody, ended or not. A POST from another site brings the second cookie and not the first; where the
    /// first is, the second is as well (<see cref="Sessions.BrowserSessions.Forget"/>).
    /// </summary>
    public static bool HoldsSession(HttpContext http) => http.Request.Cookies.ContainsKey(Sessions) || http.Request.Cookies.ContainsKey(FrameSessions);

    public static ImmutableArray<string> ReadStates(HttpContext http) =>
        http.Request.Cookies[States] is { Length: > 0 and <= 1024 } value ? [.. value.Split(Separator, Limits.SessionsPerBrowser + 1)] : [];

    public static void WriteStates(HttpContext http, ImmutableArray<string> states, DateTimeOffset until)
    {
        var options = Options(SameSiteMode.None, until);
        options.HttpOnly = false;
        if (states.IsEmpty)
            http.Response.Cookies.Delete(States, options);
        else
            http.Response.Cookies.Append(States, string.Join(Separator, states.Take(Limits.SessionsPerBrowser)), options);
    }

    /// <summary>The ids of the sign-ins under way in this browser, the newest first; no more than we would have given it.</summary>
    public static IEnumerable<string> SignIns(HttpContext http) =>
        http.Request.Cookies.Keys.Where(k => k.StartsWith(SignInPrefix, StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal)
            .Take(Limits.SignInCookies).Select(k => k[SignInPrefix.Length..]);

    public static string? ReadSignIn(HttpContext http, string id) => http.Request.Cookies[SignInPrefix + id];

    /// <summary>SameSite=None: the upstream's answer may come as a cross-site POST (form_post, SAML).</summary>
    public static void WriteSignIn(HttpContext http, string id, string secret, DateTimeOffset until)
    {
        // Ids are time-ordered, so the first in order are the oldest: those go when there are too many (O-108).
        var open = http.Request.Cookies.Keys.Where(k => k.StartsWith(SignInPrefix, StringComparison.Ordinal) && k != SignInPrefix + id).Order(StringComparer.Ordinal).ToArray();
        foreach (var old in open.Take(open.Length - (Limits.SignInCookies - 1)))
            Delete(http, old, SameSiteMode.None);
        http.Response.Cookies.Append(SignInPrefix + id, secret, Options(SameSiteMode.None, until));
    }

    public static void DeleteSignIn(HttpContext http, string id) => Delete(http, SignInPrefix + id, SameSiteMode.None);

    public static string? ReadLastConnection(HttpContext http) => http.Request.Cookies[LastConnection] is { Length: > 0 and <= 64 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? id : null;

    public static void WriteLastConnection(HttpContext http, string connection, DateTimeOffset until) =>
        http.Response.Cookies.Append(LastConnection, connection, Options(SameSiteMode.Lax, until));

    public static string? ReadForm(HttpContext http) => http.Request.Cookies[Form];

    public static void WriteForm(HttpContext http, string value) => http.Response.Cookies.Append(Form, value, Options(SameSiteMode.Strict, null));

    /// <summary>Lax: a link in a mail to a case opens it.</summary>
    public static void WriteAdmin(HttpContext http, string name, string value, DateTimeOffset until) =>
        http.Response.Cookies.Append(name, value, Options(SameSiteMode.Lax, until));

    public static void DeleteAdmin(HttpContext http, string name) => Delete(http, name, SameSiteMode.Lax);

    private static void Delete(HttpContext http, string name, SameSiteMode sameSite) => http.Response.Cookies.Delete(name, Options(sameSite, null));

    private static CookieOptions Options(SameSiteMode sameSite, DateTimeOffset? until) =>
        new() { Path = "/", Secure = true, HttpOnly = true, SameSite = sameSite, Expires = until, IsEssential = true };
}
