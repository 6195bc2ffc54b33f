using RunBroker.Storage.Secrets;

namespace RunBroker.Storage;

/// <summary>Removes what has run out: a step for each table, each to be run in a transaction of its own, so that no writer waits long.</summary>
public static class Cleanup
{
    private static readonly (string Table, string Key, string Condition)[] Rows =
    [
        // An hour late, so that whoever comes back too late can still be offered to start again.
        ("pending_sign_in", "id", "expires_at < @hourAgo"),
        ("access_token", "id", "expires_at < @dayAgo"),
        ("refresh_token", "id", "expires_at < @dayAgo"),
        // Its grants go along, redeemed or not: none counts without it.
        ("sso_session", "id", "ended_at < @monthAgo and end_to_tell is null"),
        ("sign_in", "id", "id < @caseIdsBefore and created_at < @casesBefore"),
        // What a test shows is read from its case.
        ("connection_test", "id", "created_at < @casesBefore"),
        // Evicted by expiry only (security.md P-021), an hour late in case a clock jumps back (P-020).
        ("used_once", "scope, value", "expires_at < @hourAgo"),
        ("upstream_sign_out", "connection_id, name_hash, sid", "expires_at < @hourAgo"),
        ("idempotency", "owner, key", "created_at < @dayAgo"),
        // The snapshot of a disconnected one is kept so long (contract section 6).
        ("connection", "id", "deleted_at < @monthAgo"),
        ("saml_key", "id", "retired_at < @monthAgo"),
        // Nothing verifies by it any more: what is private in it need not lie there. The newest of each algorithm never has an end.
        ("signing_key", "kid", "retired_at < @dayAgo"),
        ("outbox", "id", "done_at < @monthAgo"),
        ("logout", "id", "created_at < @quarterAgo"),
        // Nobody finds one that is over, and what it offers holds sealed facts of a session at a provider: gone with it.
        ("sign_out", "id", "expires_at <= @now"),
        ("admin_session", "id", "expires_at < @hourAgo"),
        ("setup_opening", "id", "expires_at < @hourAgo"),
        ("setup_link", "id", "expires_at < @monthAgo"),
    ];

    /// <summary>A sign-in that nobody came back to from the page or the upstream: the case says so, instead of staying open.</summary>
    private const string Abandoned = """
        update sign_in set state = 'failed', error = 'sign_in.Abandoned', finished_at = @now
         where id in (select id from sign_in where state = 'pending' and created_at < @hourAgo limit @limit)
        """;

    public static int Steps => Rows.Length + 1;

    /// <param name="step">From 0 to <see cref="Steps"/>, without it.</param>
    /// <param name="limit">Of rows, those that go along with them not counted.</param>
    /// <param name="cases">How long case files are kept.</param>
    /// <returns>The number of rows removed or closed; when it is <paramref name="limit"/>, there may be more.</returns>
    public static Task<int> Run(Tx tx, int step, DateTimeOffset now, int limit, TimeSpan cases)
    {
        var (hourAgo, dayAgo, monthAgo, quarterAgo) = (now.AddHours(-1), now.AddDays(-1), now.AddDays(-30), now.AddDays(-90));
        var arguments = new { now, hourAgo, dayAgo, monthAgo, quarterAgo, casesBefore = now - cases, caseIdsBefore = Ids.Before("sin_", now - cases), limit };
        if (step == 0)
            return tx.Execute(Abandoned, arguments);
        var (table, key, condition) = Rows[step - 1];
        return tx.Execute($"delete from {table} where ({key}) in (select {key} from {table} where {condition} limit @limit)", arguments);
    }
}
