using System.Net;
using System.Text;

namespace RunBroker.TestIdps;

/// <summary>The pages of a provider, of whichever protocol. They work without scripts; a page that goes on submits itself where scripts run.</summary>
internal static class ProviderPages
{
    public const string Css = """
        :root { color-scheme: light dark; --page: #eef1f5; --box: #fff; --ink: #1c2430; --soft: #4a5565; --line: #dde3ea; --edge: #7f8a9b; --go: #2f57c4; --bad: #a3161c; --hover: #f2f6ff; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #12151b; --box: #1b2029; --ink: #e7ebf2; --soft: #aab4c3; --line: #2e3644; --edge: #6d7a8e; --go: #9db8ff; --bad: #ff9d92; --hover: #232b3a; }
        }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; background: var(--page); color: var(--ink); overflow-wrap: break-word; }
        main { max-width: 26rem; margin: 6vh auto; padding: clamp(1.25rem, 6vw, 2rem); background: var(--box); border: 1px solid var(--line); border-radius: 14px; }
        h1 { font-size: 1.3rem; line-height: 1.25; margin: 0 0 .75rem; } p { margin: 0 0 1rem; color: var(--soft); }
        form { margin: 0 0 .6rem; } label { display: block; margin: .6rem 0; font-size: .9rem; }
        input { width: 100%; padding: .6rem; font: inherit; color: inherit; background: var(--box); border: 1px solid var(--edge); border-radius: 8px; }
        button { width: 100%; min-height: 44px; padding: .6rem 1rem; font: inherit; font-weight: 560; text-align: left; border: 1px solid var(--edge); border-radius: 8px;
          background: var(--box); color: inherit; cursor: pointer; }
        button:hover { background: var(--hover); border-color: var(--go); } :focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
        button small { display: block; font-weight: 400; color: var(--soft); } .quiet button { border-color: transparent; text-align: center; color: var(--soft); }
        summary { cursor: pointer; padding: .5rem 0; font-size: .9rem; color: var(--go); } details { margin: 0 0 .6rem; }
        p.problem { color: var(--bad); font-weight: 600; } .note { font-size: .85rem; border-top: 1px solid var(--line); padding-top: 1rem; margin: 1rem 0 0; }
        """;

    /// <param name="action">Where the forms go.</param>
    /// <param name="here">Login of the person whom this browser is signed in as; null: nobody.</param>
    public static string Login(string provider, string action, string id, IEnumerable<TestUser> users, string? here, string? hint, string? problem)
    {
        var people = new StringBuilder();
        foreach (var user in users)
        {
            var signedIn = here == user.Login ? ", signed in here" : "";
            people.Append($"""
                <form method="post" action="{Text(action)}">
                <input type="hidden" name="id" value="{Text(id)}"><input type="hidden" name="login" value="{Text(user.Login)}">
                <button>Sign in as {Text((string?)user.Claims["given_name"] ?? user.ShownName)}<small>{Text((string?)user.Claims["email"] ?? user.Login)}{signedIn}</small></button></form>
                """);
        }
        var complaint = problem is null ? "" : $"""<p class="problem" role="alert">{Text(problem)}</p>""";
        return Page(provider, $"""
            <p>Choose who you are. No password needed here.</p>{complaint}{people}
            <details><summary>Use a user name and password</summary>
            <form method="post" action="{Text(action)}"><input type="hidden" name="id" value="{Text(id)}">
            <label>User name <input name="login" autocomplete="username" value="{Text(hint ?? "")}"></label>
            <label>Password <input name="password" type="password" autocomplete="current-password"></label>
            <button>Sign in</button></form></details>
            <form class="quiet" method="post" action="{Text(action)}"><input type="hidden" name="id" value="{Text(id)}">
            <button name="cancel" value="1">Cancel</button></form>
            <p class="note">This page stands in for the sign-in page of a company. It is for demonstrations and tests, and the people are made up.</p>
            """);
    }

    /// <summary>For whoever opens the provider's own address.</summary>
    public static string About(string provider, string address, string what, string? note) => Page(provider, $"""
        <p>{Text(what)} <a href="{Text(address)}">{Text(address)}</a></p>{(note is null ? "" : $"<p>{Text(note)}</p>")}
        <p class="note">This provider stands in for that of a company. It is for demonstrations and tests, and the people are made up.</p>
        """);

    public static string Message(string provider, string message) => Page(provider, $"<p>{Text(message)}</p>");

    /// <summary>OAuth 2.0 Form Post Response Mode, section 2; SAMLBind-3.5.</summary>
    public static string AutoPost(string action, Fields fields)
    {
        var inputs = string.Concat(fields.Pairs.Select(p => $"""<input type="hidden" name="{Text(p.Key)}" value="{Text(p.Value)}">"""));
        return $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Going back</title><noscript><link rel="stylesheet" href="/style.css"></noscript></head><body>
            <form method="post" action="{Text(action)}">{inputs}<noscript><main><h1>Going back</h1><p>You are signed in or out here. One step more.</p>
            <button>Continue</button></main></noscript></form>
            <script>document.forms[0].submit()</script></body></html>
            """;
    }

    private static string Page(string provider, string content) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>{Text(provider)}: demo identity provider</title><link rel="stylesheet" href="/style.css"></head>
        <body><main><h1>{Text(provider)}: demo identity provider</h1>{content}</main></body></html>
        """;

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
