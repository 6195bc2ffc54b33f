using RunBroker.Storage;

namespace RunBroker.Bench;

/// <summary>
/// What must hold after a storm: the broker has written down neither more nor less than the driver got, and nothing that is good once is
/// good twice.
/// </summary>
internal sealed class Correctness
{
    private const string SignIns = "select count(*) from sign_in where state = 'succeeded'";
    private const string Grants = "select count(*) from app_grant";
    private const string Taken = "select count(*) from app_grant where code_used_at is not null";
    private const string Events = "select count(*) from event where type = 'session.created'";
    private const string Sessions = "select count(*) from sso_session";
    private const string Refreshes = "select count(*) from refresh_token";
    private const string Used = "select count(*) from refresh_token where used_at is not null";

    private readonly Store store;
    private readonly Dictionary<string, long> before;

    private Correctness(Store store, Dictionary<string, long> before) => (this.store, this.before) = (store, before);

    /// <param name="db">As it was seeded.</param>
    public static async Task<Correctness> From(Store store, Db db) => new(store, await Count(db));

    public async Task Check(Site site, Ledger ledger)
    {
        await using (var db = store.Open())
            Compare(await Count(db), ledger);
        Replay(site, ledger);
    }

    private static async Task<Dictionary<string, long>> Count(Db db)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var sql in (string[])[SignIns, Grants, Taken, Events, Sessions, Refreshes, Used])
            counts.Add(sql, await db.Read(tx => tx.One<long>(sql), CancellationToken.None));
        return counts;
    }

    private void Compare(Dictionary<string, long> after, Ledger ledger)
    {
        (string What, long Driver, string Sql)[] pairs =
        [
            ("codes and successful sign-ins", ledger.Codes, SignIns),
            ("codes and grants", ledger.Codes, Grants),
            ("token answers and codes taken", ledger.Exchanges, Taken),
            ("sign-ins at the upstream and audit events", ledger.Logins, Events),
            ("sign-ins at the upstream and sessions", ledger.Logins, Sessions),
            ("refresh tokens given and stored", ledger.Exchanges + ledger.Refreshes, Refreshes),
            ("refreshes and refresh tokens used", ledger.Refreshes, Used),
        ];
        foreach (var (what, driver, sql) in pairs)
        {
            if (after[sql] - before[sql] is var written && written != driver)
                throw new BenchFault($"{what}: the driver counts {driver}, the broker {written}");
        }

        Console.WriteLine($"\nCorrect: {ledger.Codes} codes = sign-ins recorded, {ledger.Exchanges} token answers = codes taken, "
            + $"{ledger.Logins} sign-ins at the upstream = audit events = sessions, {ledger.Refreshes} refreshes = refresh tokens used.");
    }

    private static void Replay(Site site, Ledger ledger)
    {
        using var http = new HttpConnection(site.Port);
        var refused = new List<string>();
        if (ledger.SpentCode is { Ask: var ask, Code: var code })
        {
            Refused(http.Post("/connect/token", ask.App.Authorization, ask.TokenForm(code)), "a code");
            refused.Add("a code");
        }

        if (ledger.RotatedToken is { } rotated)
        {
            var form = Form.Write(("grant_type", "refresh_token"), ("refresh_token", rotated.Token));
            Refused(http.Post("/connect/token", rotated.App.Authorization, form), "a rotated refresh token");
            refused.Add("a rotated refresh token");
        }

        if (ledger.TakenAnswer is { } taken)
        {
            var answer = http.Post(new Uri(taken.AcsUrl).AbsolutePath, taken.Cookies, taken.Form);
            if (answer.Status is < 400 or >= 500 || answer.Location is not null)
                throw new BenchFault($"a SAML response that was taken is taken again: {answer.Status} {answer.Location}");
            refused.Add("a SAML response");
        }

        Console.WriteLine($"Refused when they came again: {string.Join(", ", refused)}.");
    }

    private static void Refused(HttpAnswer answer, string what)
    {
        if (answer.Status != 400 || !answer.Text.Contains("invalid_grant", StringComparison.Ordinal))
            throw new BenchFault($"{what} is taken again: {answer.Status} {answer.Text}");
    }
}
