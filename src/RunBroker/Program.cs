using RunBroker;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

var builder = WebApplication.CreateBuilder(args.Length > 0 && args[0] == "serve" ? args[1..] : args);
builder.Configuration.AddCommandLine(args.Skip(1).ToArray(), new Dictionary<string, string>
{
    ["--issuer"] = "RunBroker:Issuer", ["--data"] = "RunBroker:DataDirectory", ["--postgres"] = "ConnectionStrings:Postgres",
});
var (settings, problems) = Settings.Read(builder.Configuration, builder.Environment.IsDevelopment(), builder.Configuration["urls"]);
if (settings is null)
{
    foreach (var problem in problems)
        await Console.Error.WriteLineAsync(problem);
    return 2;
}

Directory.CreateDirectory(settings.DataDirectory);
MasterKey.CreateFile(settings.MasterKeyFile);
var master = ((MasterKeyFile.Loaded)MasterKey.Load(settings.MasterKeyFile)).Key;
#pragma warning disable CA2000 // the application's container disposes it
var db = settings.Postgres is { } postgres ? Db.Postgres(postgres) : Db.Sqlite(Path.Combine(settings.DataDirectory, "runbroker.db"));
#pragma warning restore CA2000
var app = BrokerHost.Build(builder, settings, db, master);
await BrokerHost.Prepare(app, CancellationToken.None);
await app.RunAsync();
return 0;
