using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>The endpoints whose answer a fault can touch.</summary>
public enum OpPlace { Discovery, Jwks, Token, UserInfo }

/// <summary>An answer of an endpoint about to be sent.</summary>
public sealed class OpAnswer(TestOp op, int status, JsonObject json)
{
    public TestOp Op { get; } = op;
    public int Status { get; set; } = status;
    public JsonObject Json { get; } = json;
    /// <summary>Sent in place of <see cref="Json"/> when set.</summary>
    public string? Text { get; set; }
    public string ContentType { get; set; } = "application/json";
    public Dictionary<string, string> Headers { get; } = new() { ["Cache-Control"] = "no-store" };
    /// <summary>Waited before answering; the client's giving up ends the wait.</summary>
    public TimeSpan Delay { get; set; }
    /// <summary>Awaited before answering: a test holds the answer back until it has looked at something.</summary>
    public Task Until { get; set; } = Task.CompletedTask;
}

/// <summary>An ID token about to be signed. The header's <c>alg</c> decides how.</summary>
public sealed class IdTokenDraft(TestOp op, TestOpClient client, JsonObject header, JsonObject claims, TestKey key)
{
    public TestOp Op { get; } = op;
    public TestOpClient Client { get; } = client;
    public JsonObject Header { get; } = header;
    public JsonObject Claims { get; } = claims;
    public TestKey Key { get; set; } = key;
    public byte[]? Secret { get; set; }
    public bool SignatureBroken { get; set; }
    public string? EncryptionAlg { get; set; } = client.IdTokenEncAlg;
    public string? Encryption { get; set; } = client.IdTokenEnc;

    /// <summary>Signs with a published key of that algorithm, adding one if there is none.</summary>
    public void SignWith(string alg)
    {
        Key = Op.KeyFor(alg);
        (Header["alg"], Header["kid"]) = (alg, Key.Kid);
        if (Claims.ContainsKey("at_hash")) AccessTokenHash(alg);
    }

    internal string? AccessToken { get; set; }
    internal void AccessTokenHash(string alg)
    {
        if (AccessToken is { } token) Claims["at_hash"] = TestJws.HalfHash(alg, token);
    }
}

/// <summary>An authorization response about to go to the redirect URI.</summary>
public sealed class OpCallback(TestOp op, string redirectUri, string mode, Fields fields)
{
    public TestOp Op { get; } = op;
    public string RedirectUri { get; set; } = redirectUri;
    /// <summary>query, fragment or form_post.</summary>
    public string Mode { get; set; } = mode;
    public Fields Fields { get; } = fields;
}

/// <summary>How an authorization request is about to be judged.</summary>
public sealed class OpSignIn(Fields request)
{
    public Fields Request { get; } = request;
    /// <summary>An existing session is used whatever <c>prompt</c> and <c>max_age</c> say.</summary>
    public bool IgnoresFreshness { get; set; }
    /// <summary>Told to the client at once: error and description.</summary>
    public (string Error, string Description)? Refusal { get; set; }
}
