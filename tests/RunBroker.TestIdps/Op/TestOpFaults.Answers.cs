using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>Answers of the endpoints: token, userinfo, discovery, key set.</summary>
public static partial class TestOpFaults
{
    private static readonly string[] Endpoints = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"];

    public static TestOpFault Answer(OpPlace place, Action<OpAnswer> edit) => new TestOpFault.OfAnswer(place, edit);

    public static TestOpFault Fails(OpPlace place, int status = 500) => Answer(place, a => (a.Status, a.ContentType, a.Text) = (status, "text/plain", "out of order"));
    public static TestOpFault Slow(OpPlace place, TimeSpan delay) => Answer(place, a => a.Delay = delay);
    /// <summary>Answers only when the task is done: the test decides when.</summary>
    public static TestOpFault HeldUntil(OpPlace place, Task released) => Answer(place, a => a.Until = released);
    /// <summary>Good JSON followed by megabytes of white space.</summary>
    public static TestOpFault Huge(OpPlace place, int megabytes = 2) =>
        Answer(place, a => a.Text = a.Json.ToJsonString() + new string(' ', megabytes << 20));
    public static TestOpFault NotJson(OpPlace place) => Answer(place, a => (a.ContentType, a.Text) = ("text/html", "<html><body>Welcome"));
    /// <summary>Answers a redirect: outgoing requests that follow it can be led inside (SSRF).</summary>
    public static TestOpFault RedirectsTo(OpPlace place, string url) => Answer(place, a =>
    {
        (a.Status, a.Text) = (302, "");
        a.Headers["Location"] = url;
    });
    /// <summary>A member of the JSON answer set, or null removes it.</summary>
    public static TestOpFault Member(OpPlace place, string name, object? value) => Answer(place, a =>
    {
        if (value is null) a.Json.Remove(name); else a.Json[name] = Json(value);
    });

    public static TestOpFault IdTokenMissing => Member(OpPlace.Token, "id_token", null);
    public static TestOpFault AccessTokenMissing => Member(OpPlace.Token, "access_token", null);
    public static TestOpFault TokenTypeOdd => Member(OpPlace.Token, "token_type", "mac");
    public static TestOpFault TokenTypeLowerCase => Member(OpPlace.Token, "token_type", "bearer");
    public static TestOpFault TokenError(string error = "invalid_grant", string description = "no") => Answer(OpPlace.Token, a =>
    {
        a.Status = 400;
        a.Json.Clear();
        (a.Json["error"], a.Json["error_description"]) = (error, description);
    });

    public static TestOpFault UserInfoSubjectWrong => Member(OpPlace.UserInfo, "sub", "another-person");
    public static TestOpFault UserInfoSubjectMissing => Member(OpPlace.UserInfo, "sub", null);
    public static TestOpFault UserInfoNotAnnounced => Member(OpPlace.Discovery, "userinfo_endpoint", null);

    public static TestOpFault DiscoveryIssuerOther => Member(OpPlace.Discovery, "issuer", "https://other.example");
    public static TestOpFault DiscoveryIssuerWithSlash => Answer(OpPlace.Discovery, a => a.Json["issuer"] = (string?)a.Json["issuer"] + "/");
    public static TestOpFault DiscoveryWithout(string member) => Member(OpPlace.Discovery, member, null);
    /// <summary>Plain http to a host that is not loopback.</summary>
    public static TestOpFault DiscoveryWithHttpEndpoints => Answer(OpPlace.Discovery, a =>
    {
        foreach (var name in Endpoints) a.Json[name] = "http://op.example/" + name;
    });

    /// <summary>Two keys of one kid, the stranger's first: a reader must try both.</summary>
    public static TestOpFault KeyIdDuplicated => Answer(OpPlace.Jwks, a =>
    {
        var twin = Stranger.Value.PublicJwk();
        twin["kid"] = a.Op.Keys[0].Kid;
        a.Json["keys"]?.AsArray().Insert(0, twin);
    });
    /// <summary>Many keys that verify nothing, before the good one.</summary>
    public static TestOpFault ManyKeys(int count = 1000) => Answer(OpPlace.Jwks, a =>
    {
        for (var i = 0; i < count; i++)
        {
            var modulus = RandomNumberGenerator.GetBytes(256);
            modulus[0] |= 0x80;
            a.Json["keys"]?.AsArray().Insert(0, new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = $"chaff-{i}",
                ["use"] = "sig",
                ["n"] = Base64Url.EncodeToString(modulus),
                ["e"] = "AQAB",
            });
        }
    });
    /// <summary>A symmetric key and one of an unknown kind beside the good one: to be ignored (O-090).</summary>
    public static TestOpFault OddKeysToo => Answer(OpPlace.Jwks, a =>
    {
        a.Json["keys"]?.AsArray().Insert(0, new JsonObject { ["kty"] = "oct", ["kid"] = a.Op.Keys[0].Kid, ["k"] = "c2VjcmV0", ["alg"] = "HS256" });
        a.Json["keys"]?.AsArray().Insert(0, new JsonObject { ["kty"] = "XYZ", ["kid"] = "future" });
    });
    public static TestOpFault NoKeys => Answer(OpPlace.Jwks, a => a.Json["keys"] = new JsonArray());
}
