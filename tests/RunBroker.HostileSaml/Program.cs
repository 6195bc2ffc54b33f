using RunBroker.HostileSaml;
using RunBroker.TestIdps;

if (Command.Read(args) is not { } command)
{
    await Console.Error.WriteLineAsync(Command.Usage);
    return 2;
}

var ground = new HostileGround(command.Parties, command.Slo, TimeProvider.System.GetUtcNow(), spCertificate: command.SpCertificate());
await HostileFolder.Write(ground, command.Out);
Console.WriteLine($"{HostileMessages.All.Length} messages in {Path.GetFullPath(command.Out)}; index.json says what each is and how to set the receiver.");
return 0;
