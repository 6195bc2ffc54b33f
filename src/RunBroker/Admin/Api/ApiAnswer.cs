using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Admin.Api;

/// <summary>A resource with the version its ETag is made of; null where rows have none and the content itself is the version.</summary>
internal sealed record Versioned<T>(T Resource, long? Version = null);

/// <summary>Answers of the management API. Never cached: they hold what only this caller may see.</summary>
internal static class ApiAnswer
{
    public static IResult Ok<T>(AdminResult<Versioned<T>> result) =>
        result.Match(v => new Json(200, Octets(v.Resource), EtagOf(v)), Refuse);

    public static IResult Created<T>(AdminResult<Versioned<T>> result, Func<T, string> location) =>
        result.Match(v => new Json(201, Octets(v.Resource), EtagOf(v), location(v.Resource)), Refuse);

    public static IResult Done<T>(AdminResult<T> result) => result.Match(v => new Json(200, Octets(v), null), Refuse);

    public static IResult NoContent<T>(AdminResult<T> result) => result.Match<IResult>(_ => TypedResults.NoContent(), Refuse);

    public static IResult Refuse(Problem problem)
    {
        var body = new JsonObject
        {
            ["type"] = Problem.TypePrefix + problem.Code,
            ["title"] = problem.Title,
            ["status"] = problem.Status,
        };
        if (problem.Detail is not null)
            body["detail"] = problem.Detail;
        if (!problem.Errors.IsEmpty)
        {
            body["errors"] = new JsonObject(problem.Errors.GroupBy(e => e.Path, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create<string, JsonNode?>(g.Key, new JsonArray([.. g.Select(e => JsonValue.Create(e.Says))]))));
        }

        if (!problem.Problems.IsEmpty)
            body["problems"] = JsonSerializer.SerializeToNode(problem.Problems, AdminJson.Options);
        return new Json(problem.Status, JsonSerializer.SerializeToUtf8Bytes(body), null, ContentType: "application/problem+json",
            Challenge: ChallengeOf(problem));
    }

    public static Task<IResult> RefuseLater(Problem problem) => Task.FromResult(Refuse(problem));

    public static string EtagOf<T>(Versioned<T> versioned) => EtagOf(versioned.Version, () => Octets(versioned.Resource));

    /// <summary>RFC9110-13.1.1: a list of strong tags, or *.</summary>
    public static bool Matches<T>(string? ifMatch, Versioned<T> current) =>
        ifMatch is null || ifMatch.Trim() == "*"
            || ifMatch.Split(',', StringSplitOptions.TrimEntries).Contains(EtagOf(current), StringComparer.Ordinal);

    /// <summary>As above, of a row's version.</summary>
    public static bool Matches(string? ifMatch, long version) => Matches(ifMatch, new Versioned<object?>(null, version));

    private static string EtagOf(long? version, Func<byte[]> octets) => version is { } v
        ? string.Create(CultureInfo.InvariantCulture, $"\"v{v}\"")
        : $"\"{Base64Url.EncodeToString(SHA256.HashData(octets()).AsSpan(0, 12))}\"";

    private static byte[] Octets<T>(T resource) => JsonSerializer.SerializeToUtf8Bytes(resource, AdminJson.Options);

    // RFC6750-3: no error code when no token was sent at all.
    private static string? ChallengeOf(Problem problem) => problem switch
    {
        { Status: 401, Code: "invalid_token" } => "Bearer realm=\"runbroker\", error=\"invalid_token\"",
        { Status: 401 } => "Bearer realm=\"runbroker\"",
        { Code: "insufficient_scope" } => "Bearer realm=\"runbroker\", error=\"insufficient_scope\"",
        _ => null,
    };

    private sealed record Json(int Status, byte[] Body, string? Etag, string? Location = null, string ContentType = "application/json",
        string? Challenge = null)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = Status;
            response.ContentType = ContentType;
            response.Headers.CacheControl = "no-store";
            if (Etag is not null)
                response.Headers.ETag = Etag;
            if (Location is not null)
                response.Headers.Location = Location;
            if (Challenge is not null)
                response.Headers.WWWAuthenticate = Challenge;
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
