using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Admin.Api;

/// <summary>
/// <c>Idempotency-Key</c> on POST: a repeated request gets the first one's answer for a day. The stored answer may hold a secret
/// that is shown once, so it is sealed like one. An outage is not remembered: the repetition tries again.
/// </summary>
internal sealed class OnceFilter(Db db, SecretBox secrets, TimeProvider time) : IEndpointFilter
{
    private const int LongestKey = 255;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Headers["Idempotency-Key"] is not [{ } key])
            return await next(context);
        if (key.Length is 0 or > LongestKey || key.Any(c => c is < ' ' or > '~'))
            return ApiAnswer.Refuse(Problem.Invalid("Idempotency-Key", "must be 1 to 255 printable ASCII characters"));

        var call = ApiCall.Of(http);
        if (await call.Octets() is not { } body)
            return await next(context);
        var entry = new Entry(call.Caller.Actor, key, Fingerprint(http.Request, body));
        return await Begin(entry, call.Stop) is { } seen ? seen : await Run(entry, http, () => next(context));
    }

    // Null: this request is the first.
    private async Task<IResult?> Begin(Entry entry, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var earlier = await db.Write(
            async tx => await IdempotencyStore.Begin(tx, entry.Owner, entry.Key, entry.Fingerprint, now)
                ? null
                : await IdempotencyStore.Find(tx, entry.Owner, entry.Key),
            stop);
        return earlier switch
        {
            null => null,
            _ when !earlier.RequestHash.AsSpan().SequenceEqual(entry.Fingerprint) =>
                ApiAnswer.Refuse(Problem.Invalid("Idempotency-Key", "was used for another request")),
            { Status: null } =>
                ApiAnswer.Refuse(Problem.Conflict("in_progress", "The first request with this Idempotency-Key is still being worked on.")),
            _ => Replay(entry, earlier),
        };
    }

    private async Task<IResult> Run(Entry entry, HttpContext http, Func<ValueTask<object?>> next)
    {
        using var held = new MemoryStream();
        var (outside, answered) = (http.Response.Body, false);
        http.Response.Body = held;
        try
        {
            if (await next() is IResult result)
                await result.ExecuteAsync(http);
            answered = true;
        }
        finally
        {
            http.Response.Body = outside;
            if (!answered)
                await db.Write(tx => IdempotencyStore.Forget(tx, entry.Owner, entry.Key), CancellationToken.None);
        }

        var answer = new Answer(
            http.Response.StatusCode, http.Response.ContentType, http.Response.Headers.ETag, http.Response.Headers.Location,
                held.ToArray());
        var headers = JsonSerializer.Serialize(new StoredHeaders(answer.ContentType, answer.Etag, answer.Location));
        var body = Convert.ToBase64String(secrets.Seal(answer.Body, PlaceOf(entry)));
        // Past the point of no return: what was done must be remembered even when the caller has gone.
        await db.Write(tx => IdempotencyStore.Finish(tx, entry.Owner, entry.Key, answer.Status, headers, body), CancellationToken.None);
        return answer;
    }

    private IResult Replay(Entry entry, RememberedAnswer earlier)
    {
        var headers = JsonSerializer.Deserialize<StoredHeaders>(earlier.Headers!)!;
        return secrets.Open(Convert.FromBase64String(earlier.Body!), PlaceOf(entry)) is { } body
            ? new Answer(earlier.Status!.Value, headers.ContentType, headers.Etag, headers.Location, body)
            : ApiAnswer.Refuse(Problem.Conflict("answer_lost", "The request was done; its answer can no longer be opened."));
    }

    private static SecretPlace PlaceOf(Entry entry) => new(null, "idempotency", $"{entry.Owner}\n{entry.Key}", "body");

    private static byte[] Fingerprint(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private sealed record Entry(string Owner, string Key, byte[] Fingerprint);

    private sealed record StoredHeaders(string? ContentType, string? Etag, string? Location);

    private sealed record Answer(int Status, string? ContentType, string? Etag, string? Location, byte[] Body) : IResult
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
            if (Body.Length > 0)
                await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
