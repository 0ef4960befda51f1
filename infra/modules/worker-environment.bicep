// The Container Apps environment with the worker's profile. Its logs go to Log Analytics by a diagnostic setting, which needs no key.

@description('First part of the name.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Workload profile of the worker; the profile is named after its type.')
param profile string

// Every environment has it.
var consumption = 'Consumption'
var profiles = union([
  consumption
], [
  profile
])

resource managed 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-env'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    workloadProfiles: [for item in profiles: {
      name: item
      workloadProfileType: item
    }]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: managed
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the environment.')
output id string = managed.id
