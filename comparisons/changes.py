"""What every change of content brings with it, in the transaction of the change."""

from .models import ContentVersion
from .share_images import redraw_share_images


def content_has_changed() -> None:
    # First, because its lock puts changes in order: no two draw the same image at a time.
    ContentVersion.increase()
    redraw_share_images()
