// One identity for each app, so that the worker cannot do what only the functions app must.

@description('First part of the names.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource functions 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-functions-id'
  location: location
  tags: tags
}

resource worker 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-worker-id'
  location: location
  tags: tags
}

@description('Identity of the functions app: id, clientId, principalId.')
output functions object = {
  id: functions.id
  clientId: functions.properties.clientId
  principalId: functions.properties.principalId
}

@description('Identity of the inference worker: id, clientId, principalId.')
output worker object = {
  id: worker.id
  clientId: worker.properties.clientId
  principalId: worker.properties.principalId
}
