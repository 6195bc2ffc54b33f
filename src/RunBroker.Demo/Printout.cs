using RunBroker.Demo.Guide;

namespace RunBroker.Demo;

/// <summary>What the console shows: every address and credential, and <c>ready</c> as the last line.</summary>
internal static class Printout
{
    public static string Of(Places at, Registered registered, string folder, bool kept) => string.Join(Environment.NewLine, (string[])
    [
        "",
        "RunBroker demo",
        "",
        .. GuideSite.Urls(at).Select(row => $"  {row.Name,-18} {row.Url}"),
        "",
        "People (each provider has a button for each; or by user name and password)",
        .. GuideSite.Accounts.Select(p => $"  {p.Provider,-8} {p.Name,-14} {p.Login,-7} {p.Password,-16} {p.Email,-20} {p.Groups}"),
        "",
        "Apps",
        .. GuideSite.Clients(registered).Select(c => $"  {c.Name,-14} client_id {c.ClientId,-14} client_secret {c.Secret,-34} {c.Tenants}"),
        "",
        $"Admin pages: {at.Broker}/admin, with the operator's token of this run",
        "  " + registered.OperatorToken,
        "",
        "Case files of all attempts to sign in, by the management API",
        "  " + GuideSite.CaseFiles(at, registered),
        "",
        $"Data: {folder}{(kept ? "" : " (deleted at the end; --data DIR keeps it)")}",
        $"Open {at.Guide} in Chrome, Edge or Firefox and follow the steps. Ctrl-C ends everything.",
        "ready",
    ]);
}
