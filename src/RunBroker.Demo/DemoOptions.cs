using System.Globalization;

namespace RunBroker.Demo;

/// <summary>The command line.</summary>
/// <param name="Data">Folder that keeps the broker's data over runs; null: a temporary one, deleted at the end.</param>
/// <param name="PortBase">The first of <see cref="Places.Count"/> ports in a row.</param>
internal sealed record DemoOptions(string? Data, int PortBase)
{
    public const string Usage = "usage: dotnet run --project src/RunBroker.Demo [-- --data DIR] [--port-base N]";

    /// <summary>Below the range that systems give to outgoing connections, and none of the ports that browsers refuse.</summary>
    private const int DefaultPortBase = 5100;

    /// <summary>Null for anything but the two options, each with a value.</summary>
    public static DemoOptions? Read(string[] args)
    {
        var read = new DemoOptions(null, DefaultPortBase);
        for (var i = 0; i < args.Length; i += 2)
        {
            switch (args[i], i + 1 < args.Length ? args[i + 1] : null)
            {
                case ("--data", { Length: > 0 } folder):
                    read = read with { Data = folder };
                    break;
                case ("--port-base", { } text) when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                    && port is >= 1024 and <= 65535 - Places.Count:
                    read = read with { PortBase = port };
                    break;
                default:
                    return null;
            }
        }

        return read;
    }
}
