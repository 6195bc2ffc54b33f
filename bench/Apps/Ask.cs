using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Bench;

/// <summary>An authorization request of an app, and what the app keeps of it.</summary>
/// <param name="Path">With its query.</param>
internal sealed record Ask(App App, string Path, string State, string Nonce, string Verifier)
{
    public static Ask New(App app) => At("/connect/authorize", app, App.Scope);

    public static Ask At(string path, App app, string scope)
    {
        var (state, nonce, verifier) = (Random(12), Random(12), Random(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var query = Form.Write(
            ("response_type", "code"), ("client_id", app.ClientId), ("redirect_uri", App.RedirectUri), ("scope", scope), ("state", state),
            ("nonce", nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"));
        return new(app, $"{path}?{query}", state, nonce, verifier);
    }

    /// <summary>The code in the answer that the browser brings to the app, after the checks of any app.</summary>
    public string CodeIn(HttpAnswer answer)
    {
        if (answer.Status is not (302 or 303) || answer.Location?.StartsWith(App.RedirectUri, StringComparison.Ordinal) != true)
            throw new BenchFault($"no answer to the app: {answer.Status} {answer.Location} {answer.Text[..Math.Min(answer.Body.Length, 200)]}");
        if (Form.Find(answer.Location, "state") != State)
            throw new BenchFault($"another state: {answer.Location}");
        return Form.Find(answer.Location, "code") ?? throw new BenchFault($"no code: {answer.Location}");
    }

    public string TokenForm(string code) => Form.Write(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", App.RedirectUri), ("code_verifier", Verifier));

    private static string Random(int octets) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(octets));
}
