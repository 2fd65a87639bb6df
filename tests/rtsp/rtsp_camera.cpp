// rtsp_camera FIFO PORT: serves the H.264 of an MPEG transport stream that someone writes into FIFO (ffmpeg -re), together
// with a sound that nobody must take, at rtsp://127.0.0.1:PORT/street. PORT 0: any. Prints the port, then runs until killed.
// Exit status 77: an element of GStreamer is not installed, named on standard error.

#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>

#include <cstdio>
#include <string>

namespace {

constexpr int kSkipped = 77;

const char* missing_element() {
  for (const char* name : {"filesrc", "tsdemux", "h264parse", "rtph264pay", "audiotestsrc", "alawenc", "rtppcmapay"}) {
    GstElementFactory* factory = gst_element_factory_find(name);
    if (!factory) return name;
    gst_object_unref(factory);
  }
  return nullptr;
}

// The one media is shared by its clients, as in a camera: a second client joins the stream that runs.
void mount_street(GstRTSPServer* server, const std::string& fifo) {
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  const std::string launch = "( filesrc location=" + fifo +
                             " do-timestamp=true ! tsdemux ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
                             "audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay1 pt=97 )";
  gst_rtsp_media_factory_set_launch(factory, launch.c_str());
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  gst_rtsp_media_factory_set_suspend_mode(factory, GST_RTSP_SUSPEND_MODE_NONE);
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server);
  gst_rtsp_mount_points_add_factory(mounts, "/street", factory);
  g_object_unref(mounts);
}

}  // namespace

int main(int count, char** arguments) {
  gst_init(nullptr, nullptr);
  if (count != 3) {
    std::fprintf(stderr, "usage: rtsp_camera FIFO PORT\n");
    return 2;
  }
  if (const char* missing = missing_element()) {
    std::fprintf(stderr, "rtsp_camera: GStreamer's %s is not installed (gstreamer1.0-plugins-base, -good, -bad)\n", missing);
    return kSkipped;
  }
  GstRTSPServer* server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, arguments[2]);
  mount_street(server, arguments[1]);
  if (gst_rtsp_server_attach(server, nullptr) == 0) {
    std::fprintf(stderr, "rtsp_camera: port %s is taken\n", arguments[2]);
    return 1;
  }
  std::printf("%d\n", gst_rtsp_server_get_bound_port(server));
  std::fflush(stdout);
  g_main_loop_run(g_main_loop_new(nullptr, FALSE));
}
