[assembly: AssemblyFixture(typeof(RunBroker.Tests.Storage.PostgresServer))]
// Two cores, a browser and up to five processes per test: one after another is faster here than all at once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
