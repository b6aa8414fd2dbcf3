"""`aws_chatbot_slack_channel_configuration`: which channel the topics of a response plan mean."""

from __future__ import annotations

from typing import Any, ClassVar

from botocore.exceptions import ClientError

from tests.terraform.provider import NOT_FOUND, Resource, bag


class SlackChannelConfiguration(Resource):
    attributes: ClassVar[dict[str, Any]] = {
        "configuration_name": None, "iam_role_arn": None, "slack_channel_id": None, "slack_team_id": None,
        "guardrail_policy_arns": [], "logging_level": "NONE", "sns_topic_arns": [],
        "user_authorization_required": False, "tags": {},
    }  # fmt: skip

    def create(self) -> None:
        asked = {"ConfigurationName": self.wanted["configuration_name"], "SlackTeamId": self.wanted["slack_team_id"]}
        tags = [{"TagKey": key, "TagValue": value} for key, value in self.wanted["tags"].items()]
        made = self.provider.chatbot.create_slack_channel_configuration(
            **asked, **self._settings(), **({"Tags": tags} if tags else {})
        )
        self.id = made["ChannelConfiguration"]["ChatConfigurationArn"]
        self.read()

    def read(self) -> dict[str, Any]:
        """The tags come with the rest here; an empty list is what is not there."""
        listed = self.provider.chatbot.describe_slack_channel_configurations(ChatConfigurationArn=self.id)
        if not listed["SlackChannelConfigurations"]:
            raise ClientError({"Error": {"Code": NOT_FOUND}}, "DescribeSlackChannelConfigurations")
        (found,) = listed["SlackChannelConfigurations"]
        assert found["SlackChannelName"]
        assert found["SlackTeamName"]
        return {
            "configuration_name": found["ConfigurationName"],
            "iam_role_arn": found["IamRoleArn"],
            "slack_channel_id": found["SlackChannelId"],
            "slack_team_id": found["SlackTeamId"],
            "guardrail_policy_arns": found["GuardrailPolicyArns"],
            "logging_level": found["LoggingLevel"],
            "sns_topic_arns": bag(*found["SnsTopicArns"]),
            "user_authorization_required": found["UserAuthorizationRequired"],
            "tags": {tag["TagKey"]: tag["TagValue"] for tag in found["Tags"]},
        }

    def update(self, changed: set[str]) -> None:
        if changed:
            self.provider.chatbot.update_slack_channel_configuration(ChatConfigurationArn=self.id, **self._settings())
            self.read()
        self.read()

    def put_tags(self, tags: dict[str, str]) -> None:
        named = [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
        self.provider.chatbot.tag_resource(ResourceARN=self.id, Tags=named)

    def remove_tags(self, keys: list[str]) -> None:
        self.provider.chatbot.untag_resource(ResourceARN=self.id, TagKeys=keys)

    def delete(self) -> None:
        """Looks until it is gone, which it is at once."""
        self.provider.chatbot.delete_slack_channel_configuration(ChatConfigurationArn=self.id)
        assert self.refreshed() is None

    def _settings(self) -> dict[str, Any]:
        wanted = self.wanted
        return {
            "SlackChannelId": wanted["slack_channel_id"],
            "IamRoleArn": wanted["iam_role_arn"],
            "GuardrailPolicyArns": wanted["guardrail_policy_arns"],
            "LoggingLevel": wanted["logging_level"],
            "SnsTopicArns": wanted["sns_topic_arns"],
            "UserAuthorizationRequired": wanted["user_authorization_required"],
        }
