using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RasterFlow.Functions.Activities;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Jobs;
using RasterFlow.Functions.Sharing;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Storage;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

AppSettings settings = AppSettings.From(builder.Configuration);
BlobServiceClient blobs = StorageClients.CreateBlobs(builder.Configuration);
BlobContainerClient outputs = blobs.GetBlobContainerClient(settings.Container);

builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(blobs);
builder.Services.AddSingleton(StorageClients.CreateQueues(builder.Configuration));
builder.Services.AddSingleton<IObjectStore>(new BlobObjectStore(outputs));
builder.Services.AddSingleton<IRangeReaderFactory>(new RangeReaderFactory(
    settings.Sources, blobs, signer: new PlanetaryComputerSigner(new RangeReaderFactory(settings.Sources), settings.Signing)));
builder.Services.AddSingleton<IRasterOpener>(services => new CogRasterOpener(services.GetRequiredService<IRangeReaderFactory>(), settings.TileCacheBytes is { } bytes ? new TileCache(bytes) : TileCache.ForThisMachine()));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<BlobShares>();
builder.Services.AddSingleton<ShareKeys>();
builder.Services.AddSingleton<PlanCache>();
builder.Services.AddSingleton<WorkerPulse>();
builder.Services.AddSingleton<JobReader>();
builder.Services.AddSingleton<JobStarter>();
builder.Services.AddSingleton<DiffStarter>();
builder.Services.AddSingleton<DiffChecker>();
builder.Services.AddSingleton<Schedules>();
builder.Services.AddSingleton(settings.Models);
builder.Services.AddSingleton<ModelResolver>();
builder.Services.AddSingleton<ModelStore>();
builder.Services.AddSingleton<JobDocumentResolver>();
builder.Services.AddSingleton(services => new JobChecker(
    services.GetRequiredService<IRangeReaderFactory>(), services.GetRequiredService<ModelStore>(), settings.MaxAreaKm2));
builder.Services.AddSingleton<JobPlanner>();
builder.Services.AddHostedService<ContainerSetup>();

builder.Build().Run();
