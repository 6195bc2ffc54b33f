using RunBroker.MySessions;
using RunBroker.Pages;

namespace RunBroker.Tests.MySessions;

public sealed class DevicesTests
{
    private const string Webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
    private const string Mobile = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

    [Theory]
    [InlineData($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Webkit} Chrome/126.0.0.0 Safari/537.36", "Chrome", "Windows")]
    [InlineData($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge", "Windows")]
    [InlineData($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Webkit} Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0", "Opera", "Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox", "Windows")]
    [InlineData($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Mobile} Version/17.5 Safari/605.1.15", "Safari", "macOS")]
    [InlineData($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Webkit} Chrome/126.0.0.0 Safari/537.36", "Chrome", "macOS")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox", "Linux")]
    [InlineData($"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {Webkit} Chrome/126.0.0.0 Safari/537.36", "Chrome", "ChromeOS")]
    [InlineData($"Mozilla/5.0 (Linux; Android 10; K) {Webkit} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome", "Android")]
    [InlineData($"Mozilla/5.0 (Linux; Android 10; K) {Webkit} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android")]
    [InlineData($"Mozilla/5.0 (Linux; Android 10; K) {Webkit} Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/126.0.0.0", "Edge", "Android")]
    [InlineData("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox", "Android")]
    [InlineData($"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {Mobile} Version/17.5 Mobile/15E148 Safari/604.1", "Safari", "iPhone")]
    [InlineData($"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {Mobile} CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone")]
    [InlineData($"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {Mobile} FxiOS/127.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iPhone")]
    [InlineData($"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {Mobile} EdgiOS/126.0 Version/17.0 Mobile/15E148 Safari/604.1", "Edge", "iPad")]
    [InlineData($"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {Mobile} Version/17.5 Mobile/15E148 Safari/604.1", "Safari", "iPad")]
    [InlineData($"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {Mobile} Mobile/15E148", null, "iPhone")] // within an app
    [InlineData("curl/8.5.0", null, null)]
    [InlineData("<script>alert(1)</script>", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_user_agent_is_read_as_names_of_our_own_table_or_nothing(string? userAgent, string? browser, string? system) =>
        Assert.Equal(new Device(browser, system), Devices.Read(userAgent));

    [Theory]
    [InlineData("Chrome", "Windows", "Chrome on Windows", "Chrome no Windows")]
    [InlineData("Chrome", null, "Chrome", "Chrome")]
    [InlineData(null, "iPhone", "A browser on iPhone", "Um navegador no iPhone")]
    [InlineData(null, null, "A browser", "Um navegador")]
    public void What_is_not_known_is_not_named(string? browser, string? system, string english, string portuguese)
    {
        Assert.Equal(english, RunBroker.Pages.Words.Texts.English.Sessions.Device(browser, system));
        Assert.Equal(portuguese, RunBroker.Pages.Words.Texts.Portuguese.Sessions.Device(browser, system));
    }
}
