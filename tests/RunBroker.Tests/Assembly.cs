[assembly: AssemblyFixture(typeof(RunBroker.Tests.Storage.PostgresServer))]
