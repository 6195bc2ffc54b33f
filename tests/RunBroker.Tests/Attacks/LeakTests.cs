using System.Text;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Attacks;

/// <summary>What a thief of the database or of the log holds: nothing that works.</summary>
public sealed class LeakTests
{
    [Fact]
    [Spec("P-003")]
    public async Task Neither_database_nor_log_holds_a_credential_that_works()
    {
        await using var scene = await Scene.Start();
        var opaque = await scene.AddApp("app-opaque", m => m with { AccessTokenType = "opaque" });
        var (_, tokens) = await scene.SignIn();
        var (_, second) = await scene.SignIn(opaque);
        await scene.Browser.Get(scene.App.Begin().Url);
        var code = scene.App.LastCallback.Code!;
        scene.Browser.StopAt = scene.Op.Origin;
        var parked = await scene.Browser.Get(scene.App.Begin(p => p["prompt"] = "login").Url);
        var upstream = Fields.Parse(parked.Url.Query);

        string[] secrets =
        [
            code, tokens.RefreshToken, tokens.AccessToken, tokens.IdToken, second.AccessToken, second.RefreshToken, scene.App.Options.ClientSecret!,
            "upstream-secret-0123456789", upstream["nonce"]!, TestBroker.BootstrapToken,
            .. scene.Browser.Cookies.All.Where(c => c.Name != "__Host-rb_last" && c.Name.StartsWith("__Host-", StringComparison.Ordinal)).Select(c => c.Value),
        ];
        var data = new StringBuilder();
        foreach (var file in Directory.GetFiles(scene.Broker.Options.Folder, "runbroker.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, Encoding.Latin1);
            data.Append(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        var (stored, log) = (data.ToString(), scene.Broker.Options.Log.All);
        Assert.Contains(scene.Tenant.Id.Value, stored, StringComparison.Ordinal);
        foreach (var secret in secrets.Concat(upstream["state"] is { } state ? [state] : []))
        {
            // Of id.secret the secret half alone is the credential.
            var half = secret.Contains('.', StringComparison.Ordinal) ? secret[(secret.LastIndexOf('.') + 1)..] : secret;
            Assert.True(half.Length >= 16, half);
            Assert.False(stored.Contains(half, StringComparison.Ordinal), "in the database: " + secret);
            Assert.False(log.Contains(half, StringComparison.Ordinal), "in the log: " + secret);
        }
    }
}
