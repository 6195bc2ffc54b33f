using System.Net;
using System.Text;

namespace RunBroker.TestIdps;

/// <summary>The pages people see. They work without scripts; the form_post page submits itself where scripts run.</summary>
internal static class OpPages
{
    public const string Css = """
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #eef1f5; color: #1c2430; }
        main { max-width: 26rem; margin: 8vh auto; padding: 2rem; background: #fff; border-radius: 12px; box-shadow: 0 2px 16px #0002; }
        h1 { font-size: 1.35rem; margin: 0 0 .25rem; } p { margin: 0 0 1rem; color: #4a5565; }
        form { margin: 0 0 .6rem; } label { display: block; margin: .6rem 0; }
        input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #8792a2; border-radius: 8px; }
        button { width: 100%; padding: .7rem 1rem; font: inherit; text-align: left; border: 1px solid #b9c2cf; border-radius: 8px;
          background: #fff; color: inherit; cursor: pointer; }
        button:hover { background: #f2f6ff; border-color: #3a66d6; } button:focus-visible { outline: 3px solid #3a66d6; }
        button small { display: block; color: #4a5565; } .quiet button { border-color: transparent; text-align: center; }
        .problem { color: #a3161c; font-weight: 600; } .note { font-size: .85rem; border-top: 1px solid #dde3ea; padding-top: 1rem; margin-top: 1.2rem; }
        """;

    public static string Login(TestOp op, OpPending pending, string id, OpSession? session, string? problem)
    {
        var people = new StringBuilder();
        foreach (var user in op.Users)
        {
            var here = session?.User.Login == user.Login ? ", signed in here" : "";
            people.Append($"""
                <form method="post" action="{Text(pending.Issuer)}/login">
                <input type="hidden" name="id" value="{Text(id)}"><input type="hidden" name="login" value="{Text(user.Login)}">
                <button>Sign in as {Text((string?)user.Claims["given_name"] ?? user.ShownName)}<small>{Text((string?)user.Claims["email"] ?? user.Login)}{here}</small></button></form>
                """);
        }
        var complaint = problem is null ? "" : $"""<p class="problem" role="alert">{Text(problem)}</p>""";
        return Page(op, $"""
            <p>Choose who you are. No password needed here.</p>{complaint}{people}
            <details><summary>Use a user name and password</summary>
            <form method="post" action="{Text(pending.Issuer)}/login"><input type="hidden" name="id" value="{Text(id)}">
            <label>User name <input name="login" autocomplete="username" value="{Text(pending.Request["login_hint"] ?? "")}"></label>
            <label>Password <input name="password" type="password" autocomplete="current-password"></label>
            <button>Sign in</button></form></details>
            <form class="quiet" method="post" action="{Text(pending.Issuer)}/login"><input type="hidden" name="id" value="{Text(id)}">
            <button name="cancel" value="1">Cancel</button></form>
            <p class="note">This page stands in for the sign-in page of a company. It is for demonstrations and tests, and the people are made up.</p>
            """);
    }

    public static string Message(TestOp op, string message) => Page(op, $"<p>{Text(message)}</p>");

    /// <summary>OAuth 2.0 Form Post Response Mode, section 2.</summary>
    public static string FormPost(OpCallback callback)
    {
        var inputs = string.Concat(callback.Fields.Pairs.Select(p => $"""<input type="hidden" name="{Text(p.Key)}" value="{Text(p.Value)}">"""));
        return $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Going back</title></head><body>
            <form method="post" action="{Text(callback.RedirectUri)}">{inputs}<noscript><button>Continue</button></noscript></form>
            <script>document.forms[0].submit()</script></body></html>
            """;
    }

    private static string Page(TestOp op, string content) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>{Text(op.Options.Name)}: demo identity provider</title><link rel="stylesheet" href="/style.css"></head>
        <body><main><h1>{Text(op.Options.Name)}: demo identity provider</h1>{content}</main></body></html>
        """;

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
