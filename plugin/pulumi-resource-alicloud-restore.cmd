@echo off
node "%~dp0pulumi-resource-alicloud-restore" %*
