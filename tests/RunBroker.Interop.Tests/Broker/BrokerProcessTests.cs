using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

public sealed class BrokerProcessTests
{
    [Fact]
    public async Task A_killed_broker_starts_again_in_the_same_place()
    {
        var folder = Directory.CreateTempSubdirectory("runbroker-interop-");
        var ready = new Uri(NodePeer.TakeAddress(), "/health/ready");
        using var http = Wire.Client();
        await using (var broker = await BrokerProcess.Start(new BrokerPlace(folder.FullName, ready)))
        {
            Assert.DoesNotContain(BrokerProcess.BootstrapToken, broker.Log, StringComparison.Ordinal);
            await broker.Kill();
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(ready, TestContext.Current.CancellationToken));

            await broker.Restart();
            using var answer = await http.GetAsync(ready, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }

        folder.Delete(recursive: true);
    }
}
