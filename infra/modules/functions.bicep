// The functions app on Flex Consumption: .NET 10 in the isolated worker, its own identity everywhere, down to zero instances.

@description('Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Addresses of the storage account\'s services: blob, queue, table; each ends with a slash.')
param storageEndpoints object

@description('Container of the published package.')
param packageContainer string

@description('Container of everything that jobs write.')
param outputsContainer string

@description('Where telemetry goes.')
param insightsConnection string

@description('Memory of one instance in MB.')
param instanceMemoryMB int

@description('Most instances at a time.')
param maximumInstanceCount int

@description('Instances for orchestrations and activities that are kept warm.')
param alwaysReadyInstances int

@description('Activities that one instance runs at a time.')
param activitiesPerInstance int

@description('Seconds of silence after which inference blocks are sent again.')
param inferenceSilenceSeconds int

@description('The largest area of a job in square kilometres.')
param maxAreaKm2 int

@description('Hosts that job documents may name. Empty: the ones built into the app.')
param allowedHosts string[]

@description('Address under which users reach the app. Empty: its own.')
param publicUrl string

@description('When the saved schedules are looked at, as NCRONTAB.')
param seasonalTimer string

@description('Name of the Durable Functions task hub: 3 to 45 letters and digits, beginning with a letter.')
@minLength(3)
@maxLength(45)
param taskHub string = 'RasterFlow'

// Names with two underscores are sections: AzureWebJobsStorage by identity, and values of host.json.
var settings = {
  AzureWebJobsStorage__blobServiceUri: storageEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storageEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storageEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AzureFunctionsJobHost__functionTimeout: '01:00:00'
  AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(activitiesPerInstance)
  RASTERFLOW_CONTAINER: outputsContainer
  RASTERFLOW_TASK_HUB: taskHub
  RASTERFLOW_SEASONAL_TIMER: seasonalTimer
  RASTERFLOW_INFERENCE_SILENCE_SECONDS: string(inferenceSilenceSeconds)
  RASTERFLOW_MAX_AREA_KM2: string(maxAreaKm2)
}

// Left out when empty: an empty setting would allow no host at all.
var hosts = empty(allowedHosts) ? {} : {
  RASTERFLOW_ALLOWED_HOSTS: join(allowedHosts, ',')
}

var address = empty(publicUrl) ? {} : {
  RASTERFLOW_PUBLIC_URL: publicUrl
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storageEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          {
            name: 'durable'
            instanceCount: alwaysReadyInstances
          }
        ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: map(items(union(settings, hosts, address)), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Address of the app.')
output url string = 'https://${app.properties.defaultHostName}'
