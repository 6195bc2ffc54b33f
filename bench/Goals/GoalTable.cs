using System.Collections.Immutable;

namespace RunBroker.Bench;

/// <summary>All goals, a row each. Ratios are processor time of one operation against its limit, both of the same run.</summary>
internal static class GoalTable
{
    private const string Http = "bench/run http";
    private const string Micro = "bench/run micro";
    private const string Storm = "bench/run storm";
    private const string Soak = "bench/run storm --logins 1000000";
    private const string Tenants = "bench/run scale --tenants 100000 --rows 0";
    private const string Rows = "bench/run scale --tenants 0 --rows 10000000";
    private const string Crowd = "bench/run scale --tenants 0 --rows 0";
    private const string SignOut = "bench/run logout";
    private const string Keys = "bench/run keys";
    private const string Mix = "bench/run mix";
    private const string Peers = "bench/run peers";

    public static ImmutableArray<Goal> All { get; } =
    [
        Ratio("discovery", 1.3), Ratio("jwks", 1.3),
        Ratio("cc RS256", 1.08), Ratio("cc ES256", 1.4),
        Ratio("authorize", 1.8),
        Ratio("exchange RS256", 1.15), Ratio("exchange ES256", 1.7),
        Ratio("silent RS256", 1.2), Ratio("silent ES256", 1.7),
        Ratio("refresh RS256", 1.15), Ratio("refresh ES256", 1.7),
        Ratio("userinfo RS256", 1.8), Ratio("userinfo ES256", 1.8), Ratio("userinfo opaque", 1.8),
        Ratio("introspect ES256", 1.8), Ratio("introspect opaque", 1.8),
        Ratio("saml RS256", 1.4), Ratio("saml ES256", 1.8),
        Ratio("oidc RS256", 1.4), Ratio("oidc ES256", 1.8),
        new("SAML response check alone, of its floor", "saml check of floor", 2.5, Micro),
        new("SAML response check alone, of SignedXml", "saml check of SignedXml", 0.15, Micro),
        new("silent ES256, durable SQLite of the same in memory", "silent durable of memory", 1.25, Storm),
        new("logins in the first 10 s after start, of 10 s in the steady state", "cold share", 0.75, Storm) { AtLeast = true },
        new("start to the first discovery, existing data folder", "start to discovery", 200, Storm) { Unit = "ms" },
        new("first login after ready", "first login", 30, Storm) { Unit = "ms" },
        new("memory after start", "memory after start", 75, Storm) { Unit = "MiB" },
        new("silent login at 70 % of capacity, p99 of p50", "p99 of p50", 6, Storm),
        new("memory after a million logins", "memory after logins", 200, Soak) { Unit = "MiB" },
        new("memory in the last half of a million logins, growth", "memory growth", 5, Soak) { Unit = "MiB" },
        new("100,000 tenants: CPU per login, of a small installation's", "tenants cpu", 1.10, Tenants),
        new("100,000 tenants: start, of a small installation's", "tenants start", 1.5, Tenants),
        new("resident memory of an idle tenant", "tenant memory", 2, Tenants) { Unit = "KiB" },
        new("a new tenant works", "new tenant", 5, Tenants) { Unit = "ms" },
        new("10 million rows: CPU per login, of a small installation's", "rows cpu", 1.25, Rows),
        new("10 million rows: p99, of a small installation's", "rows p99", 2, Rows),
        new("expiry's share of the CPU", "expiry share", 0.03, Rows),
        new("1,024 concurrent logins, of the best concurrency", "crowd share", 0.9, Crowd) { AtLeast = true },
        new("open loop at twice the capacity: served, of the capacity", "overload share", 0.85, Crowd) { AtLeast = true },
        new("sign-out of 1,000 apps, CPU for each, of a signature and 120 µs, RS256", "fan-out RS256", 1, SignOut),
        new("sign-out of 1,000 apps, CPU for each, of a signature and 73 µs, ES256", "fan-out ES256", 1, SignOut),
        new("the person's redirect, 1,000 apps", "sign-out redirect", 20, SignOut) { Unit = "ms" },
        new("the others are told, with one dead app, of without", "sign-out dead app", 1.5, SignOut),
        new("silent RS256, of npm oidc-provider", "peer silent RS256", 0.55, Peers),
        new("silent ES256, of npm oidc-provider", "peer silent ES256", 0.25, Peers),
        new("brokered SAML login, of saml-jackson in memory", "peer saml", 0.08, Peers),
        new("brokered SAML login on PostgreSQL, store counted, of saml-jackson", "peer saml postgres", 0.10, "bench/run peers --postgres CONN --store-pid PID"),
        new("the signing keys are rolled: p99 of silent logins, of the quiet phase's", "rotation p99", 2, Keys),
        new("the signing keys are rolled: logins lost", "rotation lost", 0, Keys),
        new("1,000 metadata documents are fetched: p99 of silent logins, of the quiet phase's", "metadata p99", 2, Keys),
        new("1,000 metadata documents are fetched: logins lost", "metadata lost", 0, Keys),
        new("20 minutes of mixed traffic: memory in the last half, growth", "mix memory growth", 5, Mix) { Unit = "MiB" },
        new("20 minutes of mixed traffic: p99 of the last third, of the first third's", "mix p99", 1.2, Mix),
    ];

    private static Goal Ratio(string scenario, double bound) => new($"{scenario}, of its limit", $"{scenario} ratio", bound, Http);
}
