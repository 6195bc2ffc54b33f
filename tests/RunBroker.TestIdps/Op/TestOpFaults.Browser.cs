namespace RunBroker.TestIdps;

/// <summary>What goes wrong in the browser: how the person is asked, and what comes back to the redirect URI.</summary>
public static partial class TestOpFaults
{
    public static TestOpFault Callback(Action<OpCallback> edit) => new TestOpFault.OfCallback(edit);

    public static TestOpFault CallbackIssWrong => Callback(c => c.Fields["iss"] = "https://other.example");
    public static TestOpFault CallbackIssMissing => Callback(c => c.Fields["iss"] = null);
    public static TestOpFault StateDropped => Callback(c => c.Fields["state"] = null);
    public static TestOpFault StateChanged => Callback(c => c.Fields["state"] += "x");
    public static TestOpFault CodeDropped => Callback(c => c.Fields["code"] = null);
    public static TestOpFault CodeWrong => Callback(c => c.Fields["code"] = "no-such-code");
    /// <summary>The code parameter twice in one response.</summary>
    public static TestOpFault CodeTwice => Callback(c => c.Fields.And("code", "second-code"));
    /// <summary>The response comes in another mode than was asked for.</summary>
    public static TestOpFault AnswersByMode(string mode) => Callback(c => c.Mode = mode);
    /// <summary>The mix-up: the response goes to another redirect URI of the client.</summary>
    public static TestOpFault AnswersTo(string redirectUri) => Callback(c => c.RedirectUri = redirectUri);
    /// <summary>The person is refused before any page; the description has markup in it.</summary>
    public static TestOpFault SaysNo(string error = "access_denied", string description = "<b onclick=alert(1)>No & never</b>") =>
        new TestOpFault.OfSignIn(s => s.Refusal = (error, description));
    /// <summary>An existing session answers whatever prompt and max_age ask; auth_time stays truthful, and so is old.</summary>
    public static TestOpFault IgnoresPromptAndMaxAge => new TestOpFault.OfSignIn(s => s.IgnoresFreshness = true);
}
