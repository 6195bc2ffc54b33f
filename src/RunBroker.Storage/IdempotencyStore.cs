namespace RunBroker.Storage;

public sealed record RememberedAnswer
{
    public required byte[] RequestHash { get; init; }
    /// <summary>Null while the first request is still being worked on.</summary>
    public int? Status { get; init; }
    public string? Headers { get; init; }
    public string? Body { get; init; }
}

/// <summary>Answers to requests with an Idempotency-Key, so that a repeated request gets the first one's answer.</summary>
public static class IdempotencyStore
{
    /// <returns>False when the key is there already: see <see cref="Find"/>.</returns>
    public static async Task<bool> Begin(Tx tx, string owner, string key, byte[] requestHash, DateTimeOffset now) =>
        await tx.Execute("""
            insert into idempotency (owner, key, request_hash, created_at) values (@owner, @key, @requestHash, @now) on conflict do nothing
            """, new { owner, key, requestHash, now }) == 1;

    public static Task<RememberedAnswer?> Find(Tx tx, string owner, string key) =>
        tx.One<RememberedAnswer>("select request_hash, status, headers, body from idempotency where owner = @owner and key = @key",
            new { owner, key });

    public static Task Finish(Tx tx, string owner, string key, int status, string headers, string body) =>
        tx.Execute("update idempotency set status = @status, headers = @headers, body = @body where owner = @owner and key = @key",
            new { owner, key, status, headers, body });

    public static Task Forget(Tx tx, string owner, string key) =>
        tx.Execute("delete from idempotency where owner = @owner and key = @key", new { owner, key });
}
