using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>A tenant is set up by the management API, and somebody of it comes at once.</summary>
internal static class NewTenant
{
    private const int Times = 5;

    /// <returns>Milliseconds from the answer to the last setting until the person is on the way to the provider; the median.</returns>
    public static double Measure(Bed bed)
    {
        var took = new List<double>();
        using var client = bed.NewClient();
        for (var i = 0; i < Times; i++)
        {
            var slug = $"bench-new-{i}";
            bed.Management.Create("/tenants", $$"""{"slug":"{{slug}}","name":"New","plan":"scale"}""");
            var connection = bed.Management.Create($"/tenants/{slug}/connections", $$"""
                {"name":"New","protocol":"oidc","issuer_url":"{{bed.Site.Oidc.Issuer}}","client_id":"{{OidcStub.ClientId}}","client_secret":"{{OidcStub.Secret}}"}
                """);
            bed.Management.Act($"/tenants/{slug}/connections/{connection.GetProperty("id").GetString()}/enable");
            var app = bed.Management.Create("/clients", $$"""
                {"client_name":"New","tenant":"{{slug}}","redirect_uris":["{{App.RedirectUri}}"],"grant_types":["authorization_code","refresh_token"],"id_token_signed_response_alg":"ES256"}
                """);
            var known = new App(app.GetProperty("client_id").GetString()!, app.GetProperty("client_secret").GetString()!, UpstreamKind.Oidc, "ES256", false) { Tenant = slug };
            var began = Stopwatch.GetTimestamp();
            client.Leave(known);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            var (ask, code) = client.SignIn(known, i);
            client.Exchange(ask, code);
        }

        return Results.Median(took);
    }
}
