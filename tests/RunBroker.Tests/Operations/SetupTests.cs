using RunBroker.Operations;
using RunBroker.Tests.Admin;

namespace RunBroker.Tests.Operations;

[Spec("P-024")]
public sealed class SetupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_of_the_first_start_gives_one_operator_token_and_then_nothing()
    {
        await using var host = await AdminHost.Start(bootstrap: null);
        var link = (await host.Service<Setup>().Begin(Stop))!;
        Assert.StartsWith("https://sso.example/setup/", link, StringComparison.Ordinal);
        var path = new Uri(link).AbsolutePath;
        var token = path["/setup/".Length..];
        // Looking does not spend it.
        Assert.Equal(200, (await host.Get("/" + path, null)).Status);
        Assert.Equal(200, (await host.Get("/" + path, null)).Status);
        Assert.Equal(410, (await host.Get("//setup/wrong", null)).Status);

        var pressed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.SendForm(path, "token=" + token)));
        var page = Assert.Single(pressed, a => a.Status == 200).Text;
        var made = page[page.IndexOf("rbt_", StringComparison.Ordinal)..];
        made = new string([.. made.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')]);
        Assert.Equal(200, (await host.Get("/tokens", made)).Status);
        Assert.Equal(410, (await host.Get("/" + path, null)).Status);
        Assert.Null(await host.Service<Setup>().Begin(Stop));
    }

    [Fact]
    public async Task A_link_ends_after_a_day_and_the_next_start_makes_the_one_before_void()
    {
        await using var host = await AdminHost.Start(bootstrap: null);
        var setup = host.Service<Setup>();
        var (first, second) = (await setup.Begin(Stop), await setup.Begin(Stop));
        Assert.Null(await setup.Redeem(first!["https://sso.example/setup/".Length..], Stop));
        host.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await setup.Redeem(second!["https://sso.example/setup/".Length..], Stop));
    }

    [Fact]
    public async Task With_a_bootstrap_token_there_is_no_link()
    {
        await using var host = await AdminHost.Start();
        Assert.Null(await host.Service<Setup>().Begin(Stop));
    }
}
