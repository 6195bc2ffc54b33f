using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>Of the Dynamic OP plan, what needs no dynamic registration.</summary>
public sealed class DynamicOpTests(Certification stage) : IClassFixture<Certification>
{
    [Fact, Spec("OIDCC-10.1.1"), Spec("O-070")]
    public async Task oidcc_server_rotate_keys()
    {
        var client = stage.Client;
        var (_, before) = await SignIn();
        var first = Kids(client);

        // The suite asks the operator to rotate, and looks at the set again.
        var rotated = await stage.Scene.RollKeys(new JsonObject { ["active_after_seconds"] = 0 });
        Assert.Equal(200, rotated.Status);
        await client.ReadKeys();
        var second = Kids(client);
        Assert.Equal(4, second.Length);
        Assert.Empty(first.Except(second));

        var (_, after) = await SignIn();
        Assert.Contains(Kid(after), second.Except(first));
        Assert.Contains(Kid(before), second);
    }

    private async Task<(JsonObject Claims, AppAnswer Tokens)> SignIn()
    {
        var begun = Certification.Begin(stage.Client, null);
        await stage.Scene.NewBrowser().Get(begun.Url);
        return await Certification.Redeem(stage.Client, stage.Client.LastCallback);
    }

    private static string[] Kids(TestApp client) => [.. client.ProviderKeys["keys"]!.AsArray().Select(k => (string)k!["kid"]!)];

    private static string Kid(AppAnswer tokens) => (string)TestJws.Header(tokens.IdToken)["kid"]!;
}
