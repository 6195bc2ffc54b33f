using Microsoft.AspNetCore.Http;
using RunBroker.Http;

namespace RunBroker.Tests.Http;

public sealed class OneCoreTests
{
    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, false, false)]
    [InlineData(1, true, false)]
    public void Requests_stay_on_the_thread_of_the_sockets_where_there_is_one_core_and_no_driver_with_sockets_of_its_own(int cores, bool postgres, bool stay) =>
        Assert.Equal(stay, OneCore.IsBetter(cores, postgres));

    [Theory]
    [InlineData("/connect/authorize", true)]
    [InlineData("/Connect/Token", true)]
    [InlineData("/federation/abc/acs", true)]
    [InlineData("/.well-known/openid-configuration", true)]
    [InlineData("/health/live", true)]
    [InlineData("/health/ready", false)]
    [InlineData("/api/v1/tenants", false)]
    [InlineData("/admin", false)]
    [InlineData("/connected", false)]
    [InlineData("/", false)]
    public async Task What_can_take_long_is_handed_on(string path, bool stays)
    {
        var http = new DefaultHttpContext { Request = { Path = path } };
        var begun = new TaskCompletionSource<Thread>();
        var caller = new Thread(() => OneCore.HandOn(http, _ =>
        {
            begun.SetResult(Thread.CurrentThread);
            return Task.CompletedTask;
        }));

        caller.Start();

        Assert.Equal(stays, ReferenceEquals(caller, await begun.Task));
    }
}
