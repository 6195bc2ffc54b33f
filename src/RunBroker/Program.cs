using RunBroker.Operations.Commands;

return await BrokerCommands.Run(args, ServeCommand.Run, Console.Out, Console.Error, CancellationToken.None);
