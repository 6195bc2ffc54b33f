using System.Runtime.CompilerServices;

namespace RunBroker.Tests;

internal static class TestHosts
{
    /// <summary>Each host would watch its settings files: hundreds of hosts here, and 128 watches are all that a user of Linux has.</summary>
    [ModuleInitializer]
    internal static void DoNotWatchSettings() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
